package io.narrows.experiment;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Where the load goes: the infer endpoint of one model on an Open Inference Protocol server.
 *
 * @param host host name or address
 * @param port TCP port
 * @param path path of the endpoint
 * @param inputName name of the model's text input
 */
public record Target(String host, int port, String path, String inputName) {

    /**
     * Makes a target from the server's base URL.
     *
     * @param baseUrl for example {@code http://127.0.0.1:8080}
     * @param model name of the model
     * @throws LoadException when the URL is not plain http with a host
     */
    public static Target of(URI baseUrl, String model) {
        if (!"http".equalsIgnoreCase(baseUrl.getScheme()) || baseUrl.getHost() == null) {
            throw new LoadException("url must be http://HOST[:PORT], got " + baseUrl);
        }
        String base = baseUrl.getRawPath() == null ? "" : baseUrl.getRawPath().replaceAll("/+$", "");
        int port = baseUrl.getPort() < 0 ? 80 : baseUrl.getPort();
        return new Target(baseUrl.getHost(), port, base + "/v2/models/" + model + "/infer", "text");
    }

    /** The request's first lines, up to where the trace id goes. */
    byte[] head() {
        String authority = port == 80 ? host : host + ":" + port;
        return ("POST " + path + " HTTP/1.1\r\nhost: " + authority
                        + "\r\ncontent-type: application/json\r\ntraceparent: 00-")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
