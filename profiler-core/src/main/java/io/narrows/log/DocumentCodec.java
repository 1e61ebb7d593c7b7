package io.narrows.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/*
 * Documents to bytes and back; docs/reference/log-format.md describes the same layout for other readers.
 *
 *   +------+---------+-----------------+---------------------------------------+
 *   | type | version | payload         | CRC-32C of all before, little-endian  |
 *   |  u8  |   u8    |                 |  u32                                  |
 *   +------+---------+-----------------+---------------------------------------+
 *
 * A later version of a type appends fields, so what follows the known fields is skipped. An unknown type is no error.
 */
final class DocumentCodec {

    private static final int FRAME_BYTES = 6;
    private static final int OUTCOME = 3;
    private static final int MARKED = 1 << 2;
    private static final int RECOVERED = 1 << 3;
    private static final int WEIGHTED = 1 << 4;
    private static final int FAILED = 1;

    private DocumentCodec() {}

    /** Replaces what {@code out} holds by the document. */
    static void encode(LogDocument document, Encoder out) {
        out.clear();
        DocumentType type = typeOf(document);
        out.u8(type.number);
        out.u8(type.version);
        if (document instanceof RunHeader d) {
            header(d, out);
        } else if (document instanceof StageTable d) {
            table(d, out);
        } else if (document instanceof TraceDocument d) {
            trace(d, out);
        } else if (document instanceof BatchDocument d) {
            batch(d, out);
        } else if (document instanceof DropCount d) {
            dropCount(d, out);
        } else if (document instanceof CarriedRecords d) {
            out.raw(d.records());
        } else if (document instanceof RunFooter d) {
            footer(d, out);
        }
        CRC32C crc = new CRC32C();
        crc.update(out.array(), 0, out.length());
        out.i32((int) crc.getValue());
    }

    /**
     * Returns the document, or null where its type is of a later Narrows.
     *
     * @throws LogException if the bytes are damaged
     */
    static @Nullable LogDocument decode(ByteBuffer bytes) {
        if (!intact(bytes)) {
            throw new LogException("damaged document: its checksum does not match");
        }
        Decoder in = new Decoder(bytes.slice(bytes.position(), bytes.remaining() - Integer.BYTES));
        DocumentType type = DocumentType.of(in.u8());
        in.u8(); // a later version only appends
        if (type == null) {
            return null;
        }
        return switch (type) {
            case RUN_HEADER -> header(in);
            case STAGE_TABLE -> table(in);
            case TRACE -> trace(in);
            case BATCH -> batch(in);
            case DROP_COUNT -> dropCount(in);
            case CARRIED_RECORDS -> new CarriedRecords(in.raw(bytes.remaining() - FRAME_BYTES));
            case RUN_FOOTER -> footer(in);
        };
    }

    static boolean intact(ByteBuffer bytes) {
        if (bytes.remaining() < FRAME_BYTES) {
            return false;
        }
        int end = bytes.limit() - Integer.BYTES;
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(bytes.position(), end - bytes.position()));
        return new Decoder(bytes.slice(end, Integer.BYTES)).i32() == (int) crc.getValue();
    }

    private static DocumentType typeOf(LogDocument document) {
        if (document instanceof RunHeader) {
            return DocumentType.RUN_HEADER;
        } else if (document instanceof StageTable) {
            return DocumentType.STAGE_TABLE;
        } else if (document instanceof TraceDocument) {
            return DocumentType.TRACE;
        } else if (document instanceof BatchDocument) {
            return DocumentType.BATCH;
        } else if (document instanceof DropCount) {
            return DocumentType.DROP_COUNT;
        } else if (document instanceof CarriedRecords) {
            return DocumentType.CARRIED_RECORDS;
        }
        return DocumentType.RUN_FOOTER;
    }

    private static void header(RunHeader d, Encoder out) {
        out.i32(d.formatVersion());
        out.string(d.service());
        out.unsigned(d.processId());
        out.i64(d.anchorWallNs());
        out.i64(d.anchorNs());
        out.unsigned(d.environment().size());
        new TreeMap<>(d.environment()).forEach((key, value) -> {
            out.string(key);
            out.string(value);
        });
    }

    private static RunHeader header(Decoder in) {
        int formatVersion = in.i32();
        String service = in.string();
        long processId = in.unsigned();
        long anchorWallNs = in.i64();
        long anchorNs = in.i64();
        Map<String, String> environment = new TreeMap<>();
        for (int left = in.count(2); left > 0; left--) {
            environment.put(in.string(), in.string());
        }
        return new RunHeader(formatVersion, service, processId, anchorWallNs, anchorNs, environment);
    }

    private static void table(StageTable d, Encoder out) {
        out.unsigned(d.stages().size());
        d.stages().forEach(stage -> {
            out.string(stage.name());
            out.string(stage.segment());
        });
        out.unsigned(d.attributes().size());
        d.attributes().forEach(attribute -> {
            out.string(attribute.name());
            out.string(attribute.unit());
        });
        out.unsigned(d.kinds().size());
        d.kinds().forEach(out::string);
    }

    private static StageTable table(Decoder in) {
        List<StageTable.StageEntry> stages = new ArrayList<>();
        for (int left = in.count(2); left > 0; left--) {
            stages.add(new StageTable.StageEntry(in.string(), in.string()));
        }
        List<StageTable.AttributeEntry> attributes = new ArrayList<>();
        for (int left = in.count(2); left > 0; left--) {
            attributes.add(new StageTable.AttributeEntry(in.string(), in.string()));
        }
        List<String> kinds = new ArrayList<>();
        for (int left = in.count(1); left > 0; left--) {
            kinds.add(in.string());
        }
        return new StageTable(stages, attributes, kinds);
    }

    private static void trace(TraceDocument d, Encoder out) {
        boolean weighted = d.weight() != 1;
        out.unsigned(d.serial());
        out.i64(d.traceIdHigh());
        out.i64(d.traceIdLow());
        out.unsigned(d.kind());
        out.i64(d.startNs());
        out.signed(d.endNs() - d.startNs());
        out.u8(code(d.outcome())
                | (d.marked() ? MARKED : 0)
                | (d.recovered() ? RECOVERED : 0)
                | (weighted ? WEIGHTED : 0));
        if (weighted) {
            out.f64(d.weight());
        }
        out.string(d.failure());
        spans(d.spans(), d.startNs(), out);
        attributes(d.attributes(), out);
    }

    private static TraceDocument trace(Decoder in) {
        long serial = in.unsigned();
        long traceIdHigh = in.i64();
        long traceIdLow = in.i64();
        int kind = in.id();
        long startNs = in.i64();
        long endNs = startNs + in.signed();
        int flags = in.u8();
        TraceDocument.Outcome outcome = outcome(flags & OUTCOME);
        double weight = (flags & WEIGHTED) != 0 ? in.f64() : 1;
        String failure = in.string();
        List<TraceDocument.Span> spans = spans(in, startNs);
        return new TraceDocument(
                serial,
                traceIdHigh,
                traceIdLow,
                kind,
                startNs,
                endNs,
                outcome,
                failure,
                (flags & MARKED) != 0,
                weight,
                (flags & RECOVERED) != 0,
                spans,
                attributes(in));
    }

    private static int code(TraceDocument.Outcome outcome) {
        return switch (outcome) {
            case OK -> 0;
            case FAILED -> 1;
            case ABANDONED -> 2;
        };
    }

    private static TraceDocument.Outcome outcome(int code) {
        return switch (code) {
            case 0 -> TraceDocument.Outcome.OK;
            case 1 -> TraceDocument.Outcome.FAILED;
            case 2 -> TraceDocument.Outcome.ABANDONED;
            default -> throw new LogException("damaged document: outcome " + code + " of a trace; it is 0, 1 or 2");
        };
    }

    private static void batch(BatchDocument d, Encoder out) {
        out.unsigned(d.serial());
        out.i64(d.startNs());
        out.signed(d.endNs() - d.startNs());
        out.u8((d.failed() ? FAILED : 0) | (d.recovered() ? RECOVERED : 0));
        spans(d.spans(), d.startNs(), out);
        out.unsigned(d.members().size());
        long previous = 0;
        for (BatchDocument.Member member : d.members()) {
            out.signed(member.traceSerial() - previous);
            out.signed(member.weight());
            previous = member.traceSerial();
        }
        attributes(d.attributes(), out);
    }

    private static BatchDocument batch(Decoder in) {
        long serial = in.unsigned();
        long startNs = in.i64();
        long endNs = startNs + in.signed();
        int flags = in.u8();
        List<TraceDocument.Span> spans = spans(in, startNs);
        List<BatchDocument.Member> members = new ArrayList<>();
        long previous = 0;
        for (int left = in.count(2); left > 0; left--) {
            previous += in.signed();
            members.add(new BatchDocument.Member(previous, in.signed()));
        }
        return new BatchDocument(
                serial,
                startNs,
                endNs,
                (flags & FAILED) != 0,
                (flags & RECOVERED) != 0,
                spans,
                members,
                attributes(in));
    }

    private static void spans(List<TraceDocument.Span> spans, long fromNs, Encoder out) {
        out.unsigned(spans.size());
        long previousNs = fromNs;
        for (TraceDocument.Span span : spans) {
            out.unsigned(span.stage());
            out.signed(span.startNs() - previousNs);
            out.signed(span.endNs() - span.startNs());
            out.unsigned(span.batchSerial());
            previousNs = span.endNs();
        }
    }

    private static List<TraceDocument.Span> spans(Decoder in, long fromNs) {
        List<TraceDocument.Span> spans = new ArrayList<>();
        long previousNs = fromNs;
        for (int left = in.count(4); left > 0; left--) {
            int stage = in.id();
            long startNs = previousNs + in.signed();
            previousNs = startNs + in.signed();
            spans.add(new TraceDocument.Span(stage, startNs, previousNs, in.unsigned()));
        }
        return spans;
    }

    private static void attributes(List<TraceDocument.AttributeValue> attributes, Encoder out) {
        out.unsigned(attributes.size());
        for (TraceDocument.AttributeValue attribute : attributes) {
            out.unsigned(attribute.attribute());
            out.signed(attribute.value());
        }
    }

    private static List<TraceDocument.AttributeValue> attributes(Decoder in) {
        List<TraceDocument.AttributeValue> attributes = new ArrayList<>();
        for (int left = in.count(2); left > 0; left--) {
            attributes.add(new TraceDocument.AttributeValue(in.id(), in.signed()));
        }
        return attributes;
    }

    private static void dropCount(DropCount d, Encoder out) {
        out.i64(d.atNs());
        out.unsigned(d.droppedRecords());
        out.unsigned(d.incompleteTraces());
        out.unsigned(d.abandonedTraces());
        out.unsigned(d.misuses());
        out.unsigned(d.lostDocuments());
    }

    private static DropCount dropCount(Decoder in) {
        return new DropCount(in.i64(), in.unsigned(), in.unsigned(), in.unsigned(), in.unsigned(), in.unsigned());
    }

    private static void footer(RunFooter d, Encoder out) {
        out.i64(d.atNs());
        out.unsigned(d.traces());
        out.unsigned(d.events());
        out.f64(d.nsPerEvent());
    }

    private static RunFooter footer(Decoder in) {
        return new RunFooter(in.i64(), in.unsigned(), in.unsigned(), in.f64());
    }
}
