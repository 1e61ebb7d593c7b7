"""One epoch of PyTorch's DataLoader over tar shards: prints samples, seconds and a sum as one line of JSON.

Arguments: kind (json or image), number of workers, samples in a batch, and the shards.
The time runs from the first batch, when all workers are up, to the end; the first batch is not counted.
"""
import gzip
import io
import json
import sys
import tarfile
import time

import torch
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

SIZE = 224


def members(path):
    """Contents of a shard's files, in order, read as a stream."""
    if path.endswith(".tar.zst"):
        import zstandard

        with open(path, "rb") as file:
            stream = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
            yield from contents(tarfile.open(fileobj=stream, mode="r|"))
    elif path.endswith(".tar.gz"):
        with gzip.open(path, "rb") as stream:
            yield from contents(tarfile.open(fileobj=stream, mode="r|"))
    else:
        yield from contents(tarfile.open(path, mode="r|"))


def contents(archive):
    with archive:
        for member in archive:
            if member.isfile():
                yield archive.extractfile(member).read()
            archive.members = []


def image(data):
    import numpy
    from PIL import Image

    with Image.open(io.BytesIO(data)) as picture:
        resized = picture.convert("RGB").resize((SIZE, SIZE), Image.BILINEAR)
    return torch.from_numpy(numpy.array(resized))


class Shards(IterableDataset):
    def __init__(self, shards, decode):
        self.shards = shards
        self.decode = decode

    def __iter__(self):
        worker = get_worker_info()
        mine = self.shards if worker is None else self.shards[worker.id :: worker.num_workers]
        for path in mine:
            for data in members(path):
                yield self.decode(data)


def main():
    kind, workers, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    documents = kind == "json"
    loader = DataLoader(
        Shards(sys.argv[4:], json.loads if documents else image),
        batch_size=batch,
        num_workers=workers,
        collate_fn=list if documents else None,
    )
    samples = 0
    total = 0
    first = 0
    start = 0.0
    for items in loader:
        samples += len(items)
        if documents:
            total += sum(item["id"] for item in items)
        else:
            total += int(items[:, SIZE // 2, SIZE // 2].sum())
        if not start:
            first = samples
            start = time.perf_counter()
    seconds = time.perf_counter() - start
    print(json.dumps({"samples": samples, "timed": samples - first, "seconds": seconds, "sum": total}))


if __name__ == "__main__":
    main()
