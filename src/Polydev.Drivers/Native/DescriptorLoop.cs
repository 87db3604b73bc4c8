using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Polydev.Drivers.Native;

/// <summary>One thread that waits for the output and the end of every worker, however many there are.</summary>
/// <remarks>It owns the descriptors given to it: it alone closes them, so a number is never used after it was given away.</remarks>
internal sealed unsafe class DescriptorLoop : IDisposable
{
    private const int AddOperation = 1;
    private const uint Readable = 0x001;
    private const int EventsAtOnce = 64;
    private const long WakeToken = 0;
    private const int NoDescriptor = -1;
    private const int PollMilliseconds = 100;

    // struct epoll_event is packed on x86-64 only.
    private static readonly int s_dataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int s_eventSize = s_dataOffset + 8;

    private readonly int _epoll;
    private readonly int _wake;
    private readonly Thread _thread;
    private readonly ConcurrentDictionary<long, Entry> _entries = new();
    private readonly ConcurrentDictionary<long, IDescriptorSink> _polled = new();
    private long _lastToken;
    private volatile bool _stopping;

    public DescriptorLoop()
    {
        _epoll = Libc.EpollCreate(Libc.CloseOnExec);
        _wake = Libc.EventDescriptor(0, Libc.CloseOnExec);
        if (_epoll < 0 || _wake < 0)
        {
            throw new IOException("the kernel gives no epoll descriptor: raise the limit of open files (ulimit -n)");
        }

        Register(_wake, WakeToken);
        _thread = new Thread(Run) { IsBackground = true, Name = "polydev-workers" };
        _thread.Start();
    }

    /// <summary>Waits for a descriptor from now on, and closes it in the end.</summary>
    public void Add(int descriptor, IDescriptorSink sink)
    {
        var token = Interlocked.Increment(ref _lastToken);
        _entries[token] = new Entry(descriptor, sink);
        Register(descriptor, token);
    }

    /// <summary>Asks a sink again and again, for what the kernel has no descriptor for.</summary>
    public void AddPolled(IDescriptorSink sink)
    {
        _polled[Interlocked.Increment(ref _lastToken)] = sink;
        Wake();
    }

    public void Dispose()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        Wake();
        _thread.Join();
        foreach (var entry in _entries.Values)
        {
            Libc.Close(entry.Descriptor);
        }

        Libc.Close(_wake);
        Libc.Close(_epoll);
    }

    private void Wake()
    {
        var one = 1L;
        Libc.Write(_wake, (byte*)&one, sizeof(long));
    }

    private void Register(int descriptor, long token)
    {
        var data = stackalloc byte[16];
        new Span<byte>(data, 16).Clear();
        *(uint*)data = Readable;
        *(long*)(data + s_dataOffset) = token;
        if (Libc.EpollControl(_epoll, AddOperation, descriptor, data) != 0)
        {
            throw new IOException($"the kernel refuses to watch a descriptor (error {Marshal.GetLastPInvokeError()})");
        }
    }

    private void Run()
    {
        var events = stackalloc byte[EventsAtOnce * 16];
        while (!_stopping)
        {
            var count = Libc.EpollWait(_epoll, events, EventsAtOnce, _polled.IsEmpty ? -1 : PollMilliseconds);
            for (var i = 0; i < count && !_stopping; i++)
            {
                Deliver(*(long*)(events + (i * s_eventSize) + s_dataOffset));
            }

            foreach (var (token, sink) in _polled)
            {
                if (!sink.OnReadable(NoDescriptor))
                {
                    _polled.TryRemove(token, out _);
                }
            }
        }
    }

    private void Deliver(long token)
    {
        if (token == WakeToken)
        {
            long count;
            Libc.Read(_wake, (byte*)&count, sizeof(long));
        }
        else if (_entries.TryGetValue(token, out var entry) && !entry.Sink.OnReadable(entry.Descriptor))
        {
            _entries.TryRemove(token, out _);
            Libc.Close(entry.Descriptor);
        }
    }

    private readonly record struct Entry(int Descriptor, IDescriptorSink Sink);
}
