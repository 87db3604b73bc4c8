using Polydev.Drivers.Native;

namespace Polydev.Drivers.Process;

/// <summary>Where a worker's output goes: a pipe that is always drained, of which only the end is kept.</summary>
internal sealed class OutputPipe : IDescriptorSink
{
    private const int ChunkBytes = 4096;

    private readonly int _readEnd;
    private bool _closed;

    private OutputPipe(int readEnd) => _readEnd = readEnd;

    /// <summary>The end of what was printed.</summary>
    public OutputTail Tail { get; } = new();

    /// <summary>Makes a pipe.</summary>
    /// <param name="writeEnd">The worker's end, to be closed here once it has its copy.</param>
    /// <returns>Null when this process may open no more files.</returns>
    public static unsafe OutputPipe? Open(out int writeEnd)
    {
        var ends = stackalloc int[2];
        writeEnd = -1;
        if (Libc.Pipe(ends, Libc.CloseOnExec) != 0)
        {
            return null;
        }

        // Only our end: a worker that finds its output would block is not prepared for that.
        Libc.Control(ends[0], Libc.SetStatusFlags, Libc.NonBlocking);
        writeEnd = ends[1];
        return new OutputPipe(ends[0]);
    }

    /// <summary>Hands the pipe to the loop, which drains and closes it.</summary>
    public void Attach(DescriptorLoop loop) => loop.Add(_readEnd, this);

    /// <summary>Closes a pipe that was never handed to a loop.</summary>
    public void Discard() => Libc.Close(_readEnd);

    /// <summary>Takes what is there. On the loop's thread only, which is the one that closes the pipe.</summary>
    public bool OnReadable(int descriptor)
    {
        if (!_closed)
        {
            _closed = !Drain();
        }

        return !_closed;
    }

    private unsafe bool Drain()
    {
        var chunk = stackalloc byte[ChunkBytes];
        while (true)
        {
            var count = Libc.Read(_readEnd, chunk, ChunkBytes);
            if (count == 0)
            {
                return false;
            }

            if (count < 0)
            {
                return true;
            }

            Tail.Append(new ReadOnlySpan<byte>(chunk, (int)count));
            if (count < ChunkBytes)
            {
                return true;
            }
        }
    }
}
