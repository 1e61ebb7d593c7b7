package io.narrows.server.model.tensor;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Joins tensors of several requests along one axis and splits tensors again. Copies bytes and never pads: tensors that are
 * joined agree in every other dimension. Stateless.
 *
 * @param axis the dimension along which requests are joined, from 0; the same for all inputs and outputs
 */
public record BatchAxis(int axis) {
    /*
     * Row-major order: a tensor is `outer` blocks of `size` rows of `inner` bytes, where `size` is that of the axis. Joined,
     * the blocks of the members lie one after another within each outer block:
     *
     *     outer 0: [member 0's rows][member 1's rows]...   outer 1: [member 0's rows]...
     */
    public BatchAxis {
        if (axis < 0) {
            throw new IllegalArgumentException("batch axis is " + axis + ", must be at least 0");
        }
    }

    /** How many rows a request has: the size of its tensors along the axis. */
    public int rows(List<Tensor> request) {
        return Math.toIntExact(request.get(0).shape().get(axis));
    }

    /** Whether two requests, both of one model, can be joined. */
    public boolean joinable(List<Tensor> a, List<Tensor> b) {
        for (int i = 0; i < a.size(); i++) {
            if (!shapeWithout(a.get(i)).equals(shapeWithout(b.get(i)))) {
                return false;
            }
        }
        return a.size() == b.size();
    }

    private List<Long> shapeWithout(Tensor tensor) {
        List<Long> shape = new ArrayList<>(tensor.shape());
        shape.remove(axis);
        return shape;
    }

    /** One tensor out of those that several requests give under one name; at least one. */
    public Tensor join(List<Tensor> members) {
        Tensor first = members.get(0);
        if (members.size() == 1) {
            return first;
        }
        long rows =
                members.stream().mapToLong(member -> member.shape().get(axis)).sum();
        List<Long> shape = new ArrayList<>(first.shape());
        shape.set(axis, rows);
        int outer = outer(first.shape());
        if (first.datatype() == Datatype.BYTES) {
            List<String> texts = new ArrayList<>();
            for (int block = 0; block < outer; block++) {
                for (Tensor member : members) {
                    int length = member.elements() / outer;
                    texts.addAll(member.texts().subList(block * length, (block + 1) * length));
                }
            }
            return Tensor.of(first.name(), shape, texts);
        }
        ByteBuffer joined = ByteBuffer.allocate(Math.toIntExact(Math.multiplyExact(
                Tensor.elements(shape), (long) first.datatype().bytes())));
        for (int block = 0; block < outer; block++) {
            for (Tensor member : members) {
                int length = member.values().remaining() / outer;
                joined.put(member.values().slice(block * length, length));
            }
        }
        return Tensor.of(first.name(), first.datatype(), shape, joined.flip());
    }

    /**
     * The parts of a tensor.
     *
     * @param rows sizes of the parts along the axis; they add up to the tensor's
     * @throws IllegalArgumentException when they do not
     */
    public List<Tensor> split(Tensor tensor, Collection<Integer> rows) {
        long total = rows.stream().mapToLong(Integer::longValue).sum();
        if (tensor.shape().size() <= axis || tensor.shape().get(axis) != total) {
            throw new IllegalArgumentException("output " + tensor.name() + " has shape " + tensor.shape()
                    + "; along axis " + axis + " it must have " + total);
        }
        List<Tensor> parts = new ArrayList<>();
        int from = 0;
        for (int size : rows) {
            parts.add(rows.size() == 1 ? tensor : part(tensor, from, size, (int) total));
            from += size;
        }
        return parts;
    }

    private Tensor part(Tensor tensor, int from, int size, int total) {
        List<Long> shape = new ArrayList<>(tensor.shape());
        shape.set(axis, (long) size);
        int outer = outer(tensor.shape());
        if (tensor.elements() == 0) {
            return new Tensor(tensor.name(), tensor.datatype(), shape, ByteBuffer.allocate(0), List.of());
        }
        if (tensor.datatype() == Datatype.BYTES) {
            int inner = tensor.elements() / outer / total;
            List<String> texts = new ArrayList<>();
            for (int block = 0; block < outer; block++) {
                int at = (block * total + from) * inner;
                texts.addAll(tensor.texts().subList(at, at + size * inner));
            }
            return Tensor.of(tensor.name(), shape, texts);
        }
        ByteBuffer values = tensor.values();
        int inner = values.remaining() / outer / total;
        ByteBuffer copied = ByteBuffer.allocate(outer * size * inner);
        for (int block = 0; block < outer; block++) {
            copied.put(values.slice((block * total + from) * inner, size * inner));
        }
        return Tensor.of(tensor.name(), tensor.datatype(), shape, copied.flip());
    }

    private int outer(List<Long> shape) {
        return Math.toIntExact(Tensor.elements(shape.subList(0, axis)));
    }
}
