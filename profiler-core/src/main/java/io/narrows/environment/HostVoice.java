package io.narrows.environment;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says each thing once through the host's logger, which is not ours and may throw. Thread-safe. */
final class HostVoice {
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    /**
     * Warns, the first time.
     *
     * @param line what to say
     */
    void warn(String line) {
        say(line, true);
    }

    /**
     * Tells, the first time.
     *
     * @param line what to say
     */
    void tell(String line) {
        say(line, false);
    }

    private void say(String line, boolean warning) {
        if (!said.add(line)) {
            return;
        }
        try {
            Logger log = LoggerFactory.getLogger(Lanes.class);
            if (warning) {
                log.warn("{}", line);
            } else {
                log.info("{}", line);
            }
        } catch (Throwable e) {
            // the logger itself is what failed
        }
    }
}
