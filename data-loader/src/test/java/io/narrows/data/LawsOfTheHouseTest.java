package io.narrows.data;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the loader: command, adapt -> data -> pipeline -> profile, order, transform, decode -> shard -> source. */
@AnalyzeClasses(packages = "io.narrows.data", importOptions = LawsOfTheHouseTest.WithoutTests.class)
class LawsOfTheHouseTest {
    /** Leaves out the tests of any build; {@link ImportOption.DoNotIncludeTests} does not know those of a quick one. */
    static final class WithoutTests implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes");
        }
    }

    @ArchTest
    static final ArchRule THE_LOADER_KNOWS_THE_PROFILER_AND_GOLDEN = classes()
            .that()
            .resideInAPackage("io.narrows.data..")
            .and()
            .resideOutsideOfPackage("io.narrows.data.command..")
            .should()
            .onlyDependOnClassesThat(resideOutsideOfPackage("io.narrows..")
                    .or(resideInAnyPackage("io.narrows.data..", "io.narrows.profiler..", "io.narrows.golden..")));

    @ArchTest
    static final ArchRule ITS_COMMANDS_KNOW_THE_COMMAND_TOO = classes()
            .that()
            .resideInAPackage("io.narrows.data.command..")
            .should()
            .onlyDependOnClassesThat(resideOutsideOfPackage("io.narrows..")
                    .or(resideInAnyPackage(
                            "io.narrows.data..", "io.narrows.profiler..", "io.narrows.golden..", "io.narrows.cli..")))
            .allowEmptyShould(true); // until there are some

    @ArchTest
    static final ArchRule NOTHING_GOES_IN_CIRCLES =
            slices().matching("io.narrows.data.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOBODY_BELOW_KNOWS_THE_FACADE = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.narrows.data.pipeline..",
                    "io.narrows.data.profile..",
                    "io.narrows.data.verdict..",
                    "io.narrows.data.order..",
                    "io.narrows.data.transform..",
                    "io.narrows.data.decode..",
                    "io.narrows.data.shard..",
                    "io.narrows.data.pack..",
                    "io.narrows.data.source..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.narrows.data", "io.narrows.data.adapt..", "io.narrows.data.command..");

    @ArchTest
    static final ArchRule NOBODY_BELOW_KNOWS_THE_PIPELINE = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.narrows.data.profile..",
                    "io.narrows.data.order..",
                    "io.narrows.data.transform..",
                    "io.narrows.data.decode..",
                    "io.narrows.data.shard..",
                    "io.narrows.data.pack..",
                    "io.narrows.data.source..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.narrows.data.pipeline..");

    @ArchTest
    static final ArchRule SHARDS_KNOW_SOURCES_ONLY = classes()
            .that()
            .resideInAPackage("io.narrows.data.shard..")
            .should()
            .onlyDependOnClassesThat(resideOutsideOfPackage("io.narrows..")
                    .or(resideInAnyPackage("io.narrows.data.shard..", "io.narrows.data.source..")));

    @ArchTest
    static final ArchRule SOURCES_KNOW_NOTHING = classes()
            .that()
            .resideInAPackage("io.narrows.data.source..")
            .should()
            .onlyDependOnClassesThat(
                    resideOutsideOfPackage("io.narrows..").or(resideInAnyPackage("io.narrows.data.source..")));

    @ArchTest
    static final ArchRule NOBODY_KNOWS_THE_COMMANDS = noClasses()
            .that()
            .resideOutsideOfPackage("io.narrows.data.command..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.narrows.data.command..");

    @ArchTest
    static final ArchRule IMAGES_AND_DATASETS_ALONE_KNOW_DJL = noClasses()
            .that()
            .resideOutsideOfPackages("io.narrows.data.decode..", "io.narrows.data.adapt..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");
}
