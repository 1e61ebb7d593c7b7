package io.narrows.cli;

import io.narrows.diagnosis.Goal;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the value of {@code --slo}. */
final class GoalOption implements ITypeConverter<Goal> {

    @Override
    public Goal convert(String text) {
        try {
            return Goal.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
