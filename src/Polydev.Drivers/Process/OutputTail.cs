using System.Text;

namespace Polydev.Drivers.Process;

/// <summary>The end of what a worker printed, however much it was: it says why a worker ended early.</summary>
internal sealed class OutputTail
{
    private const int Capacity = 4096;
    private const int LongestLine = 200;

    private readonly Lock _lock = new();
    private byte[]? _ring;
    private long _written;

    /// <summary>Takes more output and forgets what is too old.</summary>
    public void Append(ReadOnlySpan<byte> output)
    {
        lock (_lock)
        {
            _ring ??= new byte[Capacity];
            foreach (var b in output[Math.Max(0, output.Length - Capacity)..])
            {
                _ring[_written++ % Capacity] = b;
            }
        }
    }

    /// <summary>The last line that is not blank, printable and cut to a readable length; null when nothing was printed.</summary>
    public string? LastLine()
    {
        lock (_lock)
        {
            if (_ring is null)
            {
                return null;
            }

            var start = Math.Max(0, _written - Capacity);
            var bytes = new byte[_written - start];
            for (var i = 0; i < bytes.Length; i++)
            {
                bytes[i] = _ring[(start + i) % Capacity];
            }

            var line = Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
            return line is null ? null : new string([.. line.Take(LongestLine).Select(c => char.IsControl(c) ? ' ' : c)]);
        }
    }
}
