package io.narrows.data.source;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A URL as messages may show it: without user, password, query and fragment, any of which may be a credential. */
final class ShownUrl {
    private ShownUrl() {}

    static String of(URI url) {
        StringBuilder shown = new StringBuilder();
        if (url.getScheme() != null) {
            shown.append(url.getScheme()).append("://");
        }
        if (url.getHost() != null) {
            shown.append(url.getHost());
            if (url.getPort() >= 0) {
                shown.append(':').append(url.getPort());
            }
        }
        return shown.append(url.getPath() == null ? "" : url.getPath()).toString();
    }

    /** The exception itself, or null when something that it or a cause of it says could hold a part of the URL. */
    static @Nullable Throwable withoutSecrets(@Nullable Throwable cause, URI url) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            String message = each.getMessage();
            if (message != null && (message.indexOf('?') >= 0 || message.contains("://") || holds(message, url))) {
                return null;
            }
        }
        return cause;
    }

    private static boolean holds(String message, URI url) {
        String query = url.getRawQuery();
        String user = url.getRawUserInfo();
        return (query != null && message.contains(query)) || (user != null && message.contains(user));
    }
}
