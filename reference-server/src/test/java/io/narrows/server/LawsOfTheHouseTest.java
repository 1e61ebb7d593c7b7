package io.narrows.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The server is made to be copied, so it knows no more of Narrows than a service of somebody else would. */
@AnalyzeClasses(packages = "io.narrows.server", importOptions = LawsOfTheHouseTest.WithoutTests.class)
class LawsOfTheHouseTest {
    /** Leaves out the tests of any build; {@link ImportOption.DoNotIncludeTests} does not know those of a quick one. */
    static final class WithoutTests implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes");
        }
    }

    @ArchTest
    static final ArchRule THE_SERVER_KNOWS_THE_PROFILER_GOLDEN_AND_DATA = classes()
            .that()
            .resideInAPackage("io.narrows.server..")
            .and()
            .resideOutsideOfPackage("io.narrows.server.command..")
            .should()
            .onlyDependOnClassesThat(resideOutsideOfPackage("io.narrows..")
                    .or(resideInAnyPackage(
                            "io.narrows.server..",
                            "io.narrows.profiler..",
                            "io.narrows.golden..",
                            "io.narrows.data..")));

    @ArchTest
    static final ArchRule ITS_COMMANDS_KNOW_THE_COMMAND_TOO = classes()
            .that()
            .resideInAPackage("io.narrows.server.command..")
            .should()
            .onlyDependOnClassesThat(resideOutsideOfPackage("io.narrows..")
                    .or(resideInAnyPackage(
                            "io.narrows.server..",
                            "io.narrows.profiler..",
                            "io.narrows.golden..",
                            "io.narrows.data..",
                            "io.narrows.cli..")));

    @ArchTest
    static final ArchRule NOBODY_KNOWS_ITS_COMMANDS = noClasses()
            .that()
            .resideOutsideOfPackage("io.narrows.server.command..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.narrows.server.command..");

    @ArchTest
    static final ArchRule BULK_ALONE_KNOWS_THE_DATA_LOADER = noClasses()
            .that()
            .resideInAPackage("io.narrows.server..")
            .and()
            .resideOutsideOfPackages("io.narrows.server.bulk..", "io.narrows.server.command..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.narrows.data..");

    @ArchTest
    static final ArchRule ENGINES_STAY_BEHIND_THE_MODEL = noClasses()
            .that()
            .resideOutsideOfPackage("io.narrows.server.model..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl..", "ai.onnxruntime..", "org.bytedeco..", "com.sun.jna..");
}
