package io.narrows.server.model.tensorrt;

import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.cache.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The folder of a plan: the plan, and what it was compiled for. */
final class PlanRecipe implements Recipe {
    static final String PLAN_FILE = "model.plan";
    static final String KEY_FILE = "key.txt";

    private static final int SHOWN = 16;

    private final String model;
    private final PlanKey key;
    private final Compiler compiler;

    /** Compiles a network. */
    interface Compiler {

        /**
         * Writes a plan.
         *
         * @param plan the file to write, which is not there
         * @throws IOException when it cannot be written
         * @throws io.narrows.server.model.ModelException when the network cannot be compiled
         */
        void compile(Path plan) throws IOException;
    }

    /**
     * @param model name of the model
     */
    PlanRecipe(String model, PlanKey key, Compiler compiler) {
        this.model = model;
        this.key = key;
        this.compiler = compiler;
    }

    @Override
    public String name() {
        return model + "-tensorrt-" + key.precision().label() + "-" + key.hash().substring(0, SHOWN);
    }

    @Override
    public String source() {
        return key.hash();
    }

    @Override
    public List<String> files() {
        return List.of(PLAN_FILE, KEY_FILE);
    }

    @Override
    public void make(Path folder, PrepareListener listener) throws IOException {
        String step = "compiling for " + key.gpu().name() + ", which takes minutes";
        listener.progress(step, 0, 1);
        compiler.compile(folder.resolve(PLAN_FILE));
        Files.writeString(folder.resolve(KEY_FILE), key.text());
        listener.progress(step, 1, 1);
    }
}
