package io.narrows.golden.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of a model's answers. Its method takes a {@link GoldenExpectation}, and asks it whether the model answers so:
 *
 * <pre>{@code
 * @GoldenTest("/golden/vectors.json")
 * void answersAreStillTheSame(GoldenExpectation golden) {
 *     golden.assertAnsweredBy(GoldenModel.ofTexts("vectors", service::vectors));
 * }
 * }</pre>
 */
@Test
@ExtendWith(GoldenExtension.class)
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface GoldenTest {

    /**
     * The golden set, or the inputs from which it will be recorded: a resource beside the test class, or from the root of
     * the class path where it starts with a slash.
     */
    String value();

    /** Name of the tolerance tier to use instead of what the set says. */
    String tier() default "";
}
