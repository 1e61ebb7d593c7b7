package io.narrows.server.http;

import io.narrows.server.protocol.Parameters;
import io.narrows.server.protocol.ProtocolException;
import java.util.List;
import java.util.Map;

/** The forms that a request may choose from by its parameter {@code variant}, the default one first. Immutable. */
final class ServedForms {
    private final List<ServedForm> forms;

    /** @param forms at least one, no variant twice */
    ServedForms(List<ServedForm> forms) {
        this.forms = List.copyOf(forms);
    }

    ServedForm first() {
        return forms.get(0);
    }

    /** Names of those that are served. */
    List<String> variants() {
        return forms.stream()
                .filter(form -> form.leftOut().isEmpty())
                .map(ServedForm::variant)
                .toList();
    }

    List<ServedForm> all() {
        return forms;
    }

    /**
     * The form that a request asks for, the default one when it asks for none.
     *
     * @throws ProtocolException with status 400 when there is no such form
     */
    ServedForm chosenBy(Map<String, Object> parameters) {
        Object wanted = parameters.get(Parameters.VARIANT);
        if (wanted == null) {
            return first();
        }
        for (ServedForm form : forms) {
            if (form.variant().equals(wanted)) {
                return form;
            }
        }
        throw Parameters.unknownVariant(first().info().name(), wanted, variants());
    }
}
