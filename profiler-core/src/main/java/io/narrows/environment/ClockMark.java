package io.narrows.environment;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;

/** What relates JFR's clock to the run's: the same moment by both. Switched on in Narrows' own recording only. */
@Name(ClockMark.NAME)
@Label("Clock mark")
@Description("The same moment by the clock of JFR and by the clock of a Narrows run")
@Category("Narrows")
@Enabled(false)
@StackTrace(false)
@Period("everyChunk")
@Registered(false)
final class ClockMark extends Event {
    static final String NAME = "io.narrows.ClockMark";

    @Label("Clock")
    @Description("ns of the run's clock")
    long clockNs;

    @Label("Number")
    @Description("Its number among the marks of its run; 0 for those that JFR asked for")
    long number;
}
