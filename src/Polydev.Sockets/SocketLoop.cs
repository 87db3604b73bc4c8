using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Polydev.Sockets;

/// <summary>A thread that waits for many sockets to become readable, and continues whoever reads them where it stands.</summary>
/// <remarks>
/// The runtime's own waits for writers too, and a Unix socket wakes its writer whenever its reader takes something: twice for each event of a stream.
/// And it tries each read before it waits for it. Here a read that would find nothing makes no call. What continues here must never block.
/// </remarks>
public sealed unsafe class SocketLoop
{
    private const int EventsAtOnce = 64;

    // struct epoll_event is packed on x86-64 only.
    private static readonly int s_dataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int s_eventSize = s_dataOffset + 8;

    private static readonly Lazy<SocketLoop[]> s_all = new(() => new SocketLoop[Math.Max(1, Count)]);
    private static int s_turn;

    [ThreadStatic]
    private static SocketLoop? s_current;

    private readonly int _epoll;
    private readonly ConcurrentDictionary<long, LoopSocket> _sockets = new();
    private readonly List<Action> _atTurnEnd = [];
    private long _lastToken;

    private SocketLoop(int number)
    {
        _epoll = Libc.EpollCreate(Libc.CloseOnExec);
        if (_epoll < 0)
        {
            throw new IOException("the kernel gives no epoll descriptor: raise the limit of open files (ulimit -n)");
        }

        new Thread(Run) { IsBackground = true, Name = $"sockets-{number}" }.UnsafeStart();
    }

    /// <summary>Threads at most, one for each core unless set before the first socket.</summary>
    public static int Count { get; set; } = Environment.ProcessorCount;

    /// <summary>The loops take turns: those of sockets that belong together should be one.</summary>
    public static SocketLoop Next()
    {
        var all = s_all.Value;
        var number = (int)((uint)Interlocked.Increment(ref s_turn) % (uint)all.Length);
        if (Volatile.Read(ref all[number]) is { } loop)
        {
            return loop;
        }

        lock (all)
        {
            return all[number] ??= new SocketLoop(number);
        }
    }

    /// <summary>Has an action run when all sockets were served that are ready now. On another thread than a loop's it does nothing.</summary>
    /// <param name="action">Must neither block nor throw.</param>
    /// <returns>Whether it will run: who gets false does it itself.</returns>
    public static bool AtTurnEnd(Action action)
    {
        if (s_current is not { } loop)
        {
            return false;
        }

        loop._atTurnEnd.Add(action);
        return true;
    }

    /// <summary>Waits for a socket that is connected, from now on until it is closed.</summary>
    internal long Watch(LoopSocket socket)
    {
        var token = Interlocked.Increment(ref _lastToken);
        _sockets[token] = socket;
        Control(Libc.Add, socket, token, writable: false);
        return token;
    }

    /// <summary>Has a watched socket wait to be writable too, or no more. What it waits for and is there already is told again.</summary>
    internal void WatchWriter(LoopSocket socket, long token, bool writable) => Control(Libc.Modify, socket, token, writable);

    /// <summary>Forgets a socket that is about to be closed.</summary>
    internal void Forget(long token) => _sockets.TryRemove(token, out _);

    private void Control(int operation, LoopSocket socket, long token, bool writable)
    {
        var data = stackalloc byte[16];
        new Span<byte>(data, 16).Clear();
        *(uint*)data = Libc.Readable | Libc.OtherEndEnded | Libc.OncePerChange | (writable ? Libc.Writable : 0);
        *(long*)(data + s_dataOffset) = token;
        if (Libc.EpollControl(_epoll, operation, socket.Handle, data) != 0)
        {
            Forget(token);
            throw new IOException($"the kernel refuses to watch a socket (error {Marshal.GetLastPInvokeError()})");
        }
    }

    private void Run()
    {
        s_current = this;
        var events = stackalloc byte[EventsAtOnce * 16];
        while (true)
        {
            var count = Libc.EpollWait(_epoll, events, EventsAtOnce, -1);
            for (var i = 0; i < count; i++)
            {
                var at = events + (i * s_eventSize);
                if (_sockets.TryGetValue(*(long*)(at + s_dataOffset), out var socket))
                {
                    socket.OnReady(*(uint*)at);
                }
            }

            EndTurn();
        }
    }

    private void EndTurn()
    {
        // One that is added meanwhile is of this turn still.
        for (var i = 0; i < _atTurnEnd.Count; i++)
        {
            _atTurnEnd[i]();
        }

        _atTurnEnd.Clear();
    }
}
