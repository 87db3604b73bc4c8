using System.Diagnostics;
using System.Threading.Channels;

namespace Polydev.SystemTests.Hosts;

/// <summary>A socket of the switch: reads the frames of one host on a thread of its own, writes those for it.</summary>
internal sealed class Port : IAsyncDisposable
{
    private const int LargestFrame = 65536;
    private readonly int _tap;
    private readonly int _ending = Kernel.OpenEvent();
    private readonly Action<byte[], int> _forward;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<(byte[] Frame, long Due)> _late = Channel.CreateUnbounded<(byte[], long)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ReaderWriterLockSlim _open = new();
    private readonly Task _sending;
    private bool _closed;

    /// <summary>Takes over a tap.</summary>
    public Port(int tap, Action<byte[], int> forward)
    {
        _tap = tap;
        _forward = forward;
        new Thread(Run) { IsBackground = true, Name = "switch" }.Start();
        _sending = SendLateAsync();
    }

    /// <summary>Gives the host a frame.</summary>
    public void Send(byte[] frame, int length)
    {
        _open.EnterReadLock();
        if (!_closed)
        {
            Kernel.Write(_tap, frame, length);
        }

        _open.ExitReadLock();
    }

    /// <summary>Gives the host a frame after a while, behind those that wait already.</summary>
    public void SendLater(byte[] frame, TimeSpan delay) => _late.Writer.TryWrite((frame, Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kernel.Raise(_ending);
        _late.Writer.TryComplete();
        await _ended.Task;
        _open.EnterWriteLock();
        _closed = true;
        Kernel.Close(_tap);
        _open.ExitWriteLock();
        await _sending;
        Kernel.Close(_ending);
    }

    private void Run()
    {
        var frame = new byte[LargestFrame];
        while (Kernel.WaitForFrame(_tap, _ending))
        {
            for (var length = Kernel.Read(_tap, frame); length > 0; length = Kernel.Read(_tap, frame))
            {
                _forward(frame, length);
            }
        }

        _ended.SetResult();
    }

    private async Task SendLateAsync()
    {
        await foreach (var (frame, due) in _late.Reader.ReadAllAsync())
        {
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait);
            }

            Send(frame, frame.Length);
        }
    }
}
