package io.narrows.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.model.djl.DjlTensorModel;
import io.narrows.server.model.tensor.Datatype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/reference/model-yaml.md} says what the code does. */
class ModelYamlPageTest {
    private static final Path PAGE = Path.of("../docs/reference/model-yaml.md");

    @Test
    void itsExamplesAreRead(@TempDir Path directory) throws IOException {
        Matcher yaml = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        int count = 0;
        while (yaml.find()) {
            Path folder = Files.createDirectories(directory.resolve("example/" + ++count));
            Files.createFile(folder.resolve("model.onnx"));
            Files.writeString(folder.resolve("model.yaml"), yaml.group(1));
        }
        assertEquals(2, count);
        assertEquals(2, ModelDirectory.read(directory).size());
    }

    @Test
    void itsTableOfDatatypesIsThatOfTheEngines() throws IOException {
        List<String> inTable = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            String[] cells = line.split("\\|", -1);
            if (cells.length != 6 || !cells[1].strip().matches("[A-Z0-9, ]+")) {
                continue;
            }
            for (String name : cells[1].strip().split(", ")) {
                Datatype datatype = Datatype.valueOf(name);
                inTable.add(name);
                assertEquals(
                        DjlTensorModel.datatypes("pytorch").contains(datatype),
                        cells[2].contains("yes"),
                        name + " with pytorch");
                assertEquals(
                        DjlTensorModel.datatypes("onnxruntime").contains(datatype),
                        cells[3].contains("yes"),
                        name + " with onnxruntime");
            }
        }
        assertTrue(inTable.containsAll(Datatype.names()), inTable.toString());
    }
}
