package io.narrows.server.testing;

import io.narrows.server.model.torchscript.ScriptModule;
import io.narrows.server.model.torchscript.TorchScriptArchive;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes a TorchScript archive of a network without weights. */
public final class ScriptFile {
    private ScriptFile() {}

    /**
     * Writes one.
     *
     * @param arguments names of its inputs
     * @param returned type and expression of what it returns, for example {@code Tensor: torch.neg(x)}
     */
    public static void write(Path file, String arguments, String returned) throws IOException {
        StringBuilder code =
                new StringBuilder("class Net(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
                        + "  def forward(self: __torch__.Net");
        for (String argument : arguments.split(" ")) {
            code.append(",\n    ").append(argument).append(": Tensor");
        }
        String[] typed = returned.split(": ", 2);
        code.append(") -> ")
                .append(typed[0])
                .append(":\n    return ")
                .append(typed[1])
                .append('\n');
        Files.createDirectories(file.getParent());
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            TorchScriptArchive.write(out, "net", code.toString(), new ScriptModule("Net"), (done, total) -> {});
        }
    }
}
