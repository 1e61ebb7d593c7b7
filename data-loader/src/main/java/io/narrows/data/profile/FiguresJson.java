package io.narrows.data.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Figures as one JSON object; times in ns, parts from 0 to 1, what is unknown is null. */
final class FiguresJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private FiguresJson() {}

    static String of(LoaderFigures figures) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("wallNs", figures.wallNs()).put("cores", figures.cores());
        root.put("samplesPerS", figures.samplesPerS())
                .put("fileBytesPerS", figures.fileBytesPerS())
                .put("decodedBytesPerS", figures.decodedBytesPerS());
        consumer(root.putObject("consumer"), figures.consumer());
        ArrayNode groups = root.putArray("groups");
        figures.groups().forEach(group -> group(groups.addObject(), group));
        ArrayNode queues = root.putArray("queues");
        figures.queues().forEach(queue -> queues.addObject()
                .put("name", queue.name())
                .put("depth", queue.depth())
                .put("bytes", queue.bytes())
                .put("deepest", queue.deepest())
                .put("largestBytes", queue.largestBytes())
                .put("meanDepth", queue.meanDepth())
                .put("meanBytes", queue.meanBytes())
                .put("emptyPart", queue.emptyPart())
                .put("fullPart", queue.fullPart()));
        shards(root.putObject("shards"), figures.shards());
        StorageFigures storage = figures.storage();
        ObjectNode ofStorage = root.putObject("storage").put("fileBytes", storage.fileBytes());
        known(ofStorage, "storageBytes", storage.storageBytes());
        known(ofStorage, "majorFaults", storage.majorFaults());
        try {
            return MAPPER.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void consumer(ObjectNode into, ConsumerFigures consumer) {
        into.put("now", consumer.now()).put("forNs", consumer.forNs()).put("setUpNs", consumer.setUpNs());
        known(into, "firstBatchNs", consumer.firstBatchNs());
        into.put("batches", consumer.batches())
                .put("samples", consumer.samples())
                .put("bytes", consumer.bytes())
                .put("wallNs", consumer.wallNs())
                .put("ownNs", consumer.ownNs())
                .put("handOverNs", consumer.handOverNs())
                .put("waitNs", consumer.waitNs());
        causes(into.putObject("causes"), consumer.causes());
        ObjectNode steady = into.putObject("steady")
                .put("batches", consumer.steadyBatches())
                .put("wallNs", consumer.steadyWallNs())
                .put("ownNs", consumer.steadyOwnNs())
                .put("waitNs", consumer.steadyWaitNs())
                .put("starvation", consumer.starvation())
                .put("waitP50Ns", consumer.waitP50Ns())
                .put("waitP90Ns", consumer.waitP90Ns())
                .put("waitP99Ns", consumer.waitP99Ns());
        causes(steady.putObject("causes"), consumer.steadyCauses());
        times(into.putObject("waitByStage"), consumer.waitByStage());
    }

    private static void causes(ObjectNode into, Map<WaitCause, Long> causes) {
        causes.forEach((cause, ns) -> into.put(cause.word(), ns));
    }

    private static void times(ObjectNode into, List<StageTime> times) {
        times.forEach(time -> into.put(time.name(), time.ns()));
    }

    private static void group(ObjectNode into, GroupFigures group) {
        into.put("name", group.name())
                .put("workers", group.workers())
                .put("wallNs", group.wallNs())
                .put("serviceNs", group.serviceNs())
                .put("waitInNs", group.waitInNs())
                .put("blockedMemoryNs", group.blockedMemoryNs())
                .put("blockedOutNs", group.blockedOutNs())
                .put("remainderNs", group.remainderNs())
                .put("chunks", group.chunks())
                .put("samples", group.samples())
                .put("bytes", group.bytes());
        known(into, "cpuNs", group.cpuNs());
        known(into, "noCoreNs", group.noCoreNs());
        times(into.putObject("stages"), group.stages());
        ObjectNode now = into.putObject("now");
        group.now().forEach(now::put);
    }

    private static void shards(ObjectNode into, ShardFigures shards) {
        into.put("touched", shards.touched())
                .put("samples", shards.samples())
                .put("fileBytes", shards.fileBytes())
                .put("decodedBytes", shards.decodedBytes());
        skew(into.putObject("time"), shards.time());
        skew(into.putObject("timePerSample"), shards.timePerSample());
        skew(into.putObject("samplesSkew"), shards.samplesSkew());
        ArrayNode slowest = into.putArray("slowest");
        shards.slowest().forEach(shard -> slowest.addObject()
                .put("shard", shard.shard())
                .put("name", shard.name())
                .put("samples", shard.samples())
                .put("fileBytes", shard.fileBytes())
                .put("decodedBytes", shard.decodedBytes())
                .put("openNs", shard.openNs())
                .put("readNs", shard.readNs())
                .put("decompressNs", shard.decompressNs())
                .put("decodeNs", shard.decodeNs()));
    }

    private static void skew(ObjectNode into, ShardFigures.Skew skew) {
        into.put("maxToMedian", skew.maxToMedian()).put("gini", skew.gini());
    }

    private static void known(ObjectNode into, String name, long value) {
        if (value < 0) {
            into.putNull(name);
        } else {
            into.put(name, value);
        }
    }
}
