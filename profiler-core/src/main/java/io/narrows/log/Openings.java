package io.narrows.log;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.LinkedHashSet;
import java.util.Set;
import net.openhft.chronicle.bytes.MappedBytes;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.wire.Wire;

/*
 * Chronicle Queue reaches into two packages of java.base: it maps files through sun.nio.ch, and needs java.lang.reflect
 * open to switch off access checks. The command's jar opens both in its manifest. An embedder's JVM usually does not, so
 * they are opened here, for Chronicle's modules only, through the one trusted lookup that every JDK from 9 on carries.
 *
 * Written with reflection throughout: sun.misc.Unsafe is the supported way to a trusted lookup, but naming it in the
 * source makes the compiler warn.
 */
final class Openings {

    /** The flags that make the openings from outside. */
    static final String FLAGS =
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED" + " --add-opens=java.base/java.lang.reflect=ALL-UNNAMED";

    private static final String EXPORTED = "sun.nio.ch";
    private static final String OPENED = "java.lang.reflect";

    /** Finds a lookup that may do everything. */
    interface TrustedLookup {
        MethodHandles.Lookup find() throws ReflectiveOperationException;
    }

    private Openings() {}

    /**
     * Makes the openings that are missing.
     *
     * @throws LogException if this JVM does not let them be made; the message names the flags
     */
    static void make() {
        make(chronicleModules(), Openings::trustedLookup);
    }

    static void make(Set<Module> modules, TrustedLookup trusted) {
        Module base = Object.class.getModule();
        for (Module module : modules) {
            if (base.isExported(EXPORTED, module) && base.isOpen(OPENED, module)) {
                continue;
            }
            try {
                MethodHandles.Lookup lookup = trusted.find();
                MethodType type = MethodType.methodType(void.class, String.class, Module.class);
                MethodHandle export = lookup.findVirtual(Module.class, "implAddExports", type);
                MethodHandle open = lookup.findVirtual(Module.class, "implAddOpens", type);
                export.invoke(base, EXPORTED, module);
                open.invoke(base, OPENED, module);
            } catch (Throwable e) {
                throw new LogException("this JVM keeps closed what the event log needs; start it with " + FLAGS, e);
            }
        }
    }

    /** The modules of Chronicle's jars: the one unnamed module where they are on the class path. */
    static Set<Module> chronicleModules() {
        Set<Module> modules = new LinkedHashSet<>();
        modules.add(Jvm.class.getModule());
        modules.add(MappedBytes.class.getModule());
        modules.add(Wire.class.getModule());
        modules.add(ChronicleQueue.class.getModule());
        return modules;
    }

    private static MethodHandles.Lookup trustedLookup() throws ReflectiveOperationException {
        Class<?> unsafe = Class.forName("sun.misc.Unsafe");
        Field instance = unsafe.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        Object theUnsafe = instance.get(null);
        Field lookup = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
        Object base = unsafe.getMethod("staticFieldBase", Field.class).invoke(theUnsafe, lookup);
        Object offset = unsafe.getMethod("staticFieldOffset", Field.class).invoke(theUnsafe, lookup);
        return (MethodHandles.Lookup)
                unsafe.getMethod("getObject", Object.class, long.class).invoke(theUnsafe, base, offset);
    }
}
