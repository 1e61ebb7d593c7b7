package io.narrows.golden.junit;

import io.narrows.golden.GoldenException;
import io.narrows.golden.GoldenTolerance;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Gives a {@link GoldenTest} its {@link GoldenExpectation}. Stateless. */
final class GoldenExtension implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == GoldenExpectation.class;
    }

    @Override
    public GoldenExpectation resolveParameter(ParameterContext parameter, ExtensionContext context) {
        GoldenTest test = AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), GoldenTest.class)
                .orElseThrow(() -> new ParameterResolutionException("a GoldenExpectation needs @GoldenTest"));
        String resource = test.value();
        try (InputStream in = context.getRequiredTestClass().getResourceAsStream(resource)) {
            if (in == null) {
                throw new ParameterResolutionException("golden resource " + resource
                        + " is not on the class path; a golden set or an inputs file is needed, for example"
                        + " src/test/resources" + (resource.startsWith("/") ? resource : "/..."));
            }
            GoldenExpectation read =
                    GoldenExpectation.read(fromTheRoot(resource, context.getRequiredTestClass()), in.readAllBytes());
            return test.tier().isEmpty()
                    ? read
                    : read.tolerating(GoldenTolerance.Tier.of(test.tier()).tolerance());
        } catch (IOException | GoldenException e) {
            throw new ParameterResolutionException("golden resource " + resource + ": " + e.getMessage(), e);
        }
    }

    private static String fromTheRoot(String resource, Class<?> test) {
        return resource.startsWith("/")
                ? resource.substring(1)
                : test.getPackageName().replace('.', '/') + "/" + resource;
    }
}
