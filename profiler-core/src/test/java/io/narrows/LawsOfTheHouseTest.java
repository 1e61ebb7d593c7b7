package io.narrows;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.narrows.analysis.AnalysisOptions;

/** Which package may know which; arrows run one way: cli -> experiment -> diagnosis -> analysis -> log <- profiler. */
@AnalyzeClasses(packages = "io.narrows", importOptions = LawsOfTheHouseTest.WithoutTests.class)
class LawsOfTheHouseTest {
    /** Leaves out the tests of any build; {@link ImportOption.DoNotIncludeTests} does not know those of a quick one. */
    static final class WithoutTests implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes");
        }
    }

    @ArchTest
    static final ArchRule RECORDING_DOES_NOT_KNOW_READING = knowsOnly("profiler", "log", "environment");

    @ArchTest
    static final ArchRule THE_LOG_KNOWS_NOBODY = knowsOnly("log");

    @ArchTest
    static final ArchRule ENVIRONMENT_TELLS_IN_DOCUMENTS = knowsOnly("environment", "log");

    @ArchTest
    static final ArchRule GOLDEN_KNOWS_NOBODY = knowsOnly("golden");

    @ArchTest
    static final ArchRule ANALYSIS_KNOWS_THE_LOG = knowsOnly("analysis", "log");

    @ArchTest
    static final ArchRule WHAT_IF_KNOWS_THE_LOG_AND_STATISTICS = classes()
            .that()
            .resideInAPackage("io.narrows.whatif..")
            .should()
            .onlyDependOnClassesThat(resideOutsideOfPackage("io.narrows..")
                    .or(resideInAnyPackage(
                            "io.narrows.whatif..", "io.narrows.log..", "io.narrows.analysis.statistics.."))
                    .or(type(AnalysisOptions.class)));

    @ArchTest
    static final ArchRule REPORT_KNOWS_WHAT_WAS_READ = knowsOnly("report", "diagnosis", "whatif", "analysis", "log");

    @ArchTest
    static final ArchRule DIAGNOSIS_KNOWS_WHAT_WAS_READ = knowsOnly("diagnosis", "whatif", "analysis", "log");

    @ArchTest
    static final ArchRule COMPARE_KNOWS_WHAT_WAS_READ = knowsOnly("compare", "diagnosis", "whatif", "analysis", "log");

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_KNOWS_THE_COMMAND = noClasses()
            .that()
            .resideOutsideOfPackages("io.narrows.cli..", "io.narrows.server..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.narrows.cli..")
            .because("commands use the library, never the other way round");

    @ArchTest
    static final ArchRule NO_CIRCLES =
            slices().matching("io.narrows.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_SERVER_IN_THE_CORE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..", "ai.djl..", "ai.onnxruntime..")
            .because("an embedder brings its own");

    @ArchTest
    static final ArchRule ONLY_ITS_BRIDGE_KNOWS_MICROMETER =
            onlyKnows("io.narrows.profiler.micrometer", "io.micrometer..", "io.prometheus..");

    @ArchTest
    static final ArchRule ONLY_ITS_BRIDGE_KNOWS_OPENTELEMETRY =
            onlyKnows("io.narrows.profiler.opentelemetry", "io.opentelemetry..");

    @ArchTest
    static final ArchRule ONLY_ITS_SUPPORT_KNOWS_JUNIT =
            onlyKnows("io.narrows.golden.junit", "org.junit..", "org.opentest4j..");

    @ArchTest
    static final ArchRule NOBODY_KNOWS_THE_BRIDGES = noClasses()
            .that()
            .resideOutsideOfPackages("io.narrows.profiler.micrometer", "io.narrows.profiler.opentelemetry")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.narrows.profiler.micrometer", "io.narrows.profiler.opentelemetry")
            .because("who does not use them does not need their jars");

    @ArchTest
    static final ArchRule EMBEDDING_NEEDS_NO_OPTIONAL_JAR = noClasses()
            .that()
            .resideInAnyPackage("io.narrows.profiler..", "io.narrows.log..", "io.narrows.environment..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml..", "picocli..");

    @ArchTest
    static final ArchRule ONLY_THE_LOG_KNOWS_CHRONICLE = noClasses()
            .that()
            .resideOutsideOfPackage("io.narrows.log")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("net.openhft..");

    @ArchTest
    static final ArchRule ONLY_MAIN_ENDS_THE_PROCESS = noClasses()
            .that()
            .resideOutsideOfPackage("io.narrows.cli..")
            .should()
            .callMethod(System.class, "exit", int.class);

    private static ArchRule onlyKnows(String bridge, String... library) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(bridge)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library)
                .because("an embedder brings its own, or goes without");
    }

    private static ArchRule knowsOnly(String name, String... others) {
        String[] allowed = new String[others.length + 1];
        for (int i = 0; i < others.length; i++) {
            allowed[i] = "io.narrows." + others[i] + "..";
        }
        allowed[others.length] = "io.narrows." + name + "..";
        return classes()
                .that()
                .resideInAPackage("io.narrows." + name + "..")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage("io.narrows..").or(resideInAnyPackage(allowed)));
    }
}
