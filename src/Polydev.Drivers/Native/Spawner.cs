using System.Runtime.InteropServices;
using System.Text;

namespace Polydev.Drivers.Native;

/// <summary>Starts programs in a session of their own, with nothing inherited.</summary>
/// <remarks>System.Diagnostics.Process cannot make a session, change only the child's directory or give it <c>/dev/null</c>; posix_spawn can,
/// and in the C libraries we run on it shares memory with the child until exec, so its cost does not grow with the controller.</remarks>
internal static unsafe class Spawner
{
    private const short SetDefaultSignals = 0x04;
    private const short SetSignalMask = 0x08;
    private const short NewSession = 0x80;
    private const int FirstOther = 3;

    // glibc: 336, 80 and 128 bytes; musl: 336, 80 and 128. Room to spare costs nothing.
    private const int AttributesSize = 512;
    private const int ActionsSize = 256;
    private const int SignalSetSize = 256;

    // Present in glibc from 2.34 on: closes what some library opened without close-on-exec.
    private static readonly delegate* unmanaged<void*, int, int> s_addCloseFrom = FindCloseFrom();

    /// <summary>Starts a program.</summary>
    /// <param name="request">What and how.</param>
    /// <param name="pid">Its process id, which is also the id of its session and group; 0 on failure.</param>
    /// <returns>0, or the error number.</returns>
    public static int Start(SpawnRequest request, out int pid)
    {
        var attributes = stackalloc byte[AttributesSize];
        var actions = stackalloc byte[ActionsSize];
        using var text = new NativeText();
        Libc.SpawnAttributesInit(attributes);
        Libc.SpawnActionsInit(actions);
        try
        {
            var signals = stackalloc byte[SignalSetSize];
            new Span<byte>(signals, SignalSetSize).Clear();
            var error = Libc.SpawnAttributesSetMask(attributes, signals);
            Libc.FillSignals(signals);
            error |= Libc.SpawnAttributesSetDefault(attributes, signals)
                | Libc.SpawnAttributesSetFlags(attributes, SetDefaultSignals | SetSignalMask | NewSession)
                | Libc.SpawnActionsOpen(actions, 0, text.Add("/dev/null"), Libc.ReadOnly, 0)
                | Libc.SpawnActionsDuplicate(actions, request.Output, 1)
                | Libc.SpawnActionsDuplicate(actions, request.Output, 2)
                | Libc.SpawnActionsChangeDirectory(actions, text.Add(request.WorkingDirectory))
                | (s_addCloseFrom != null ? s_addCloseFrom(actions, FirstOther) : 0);
            int started = 0;
            if (error == 0)
            {
                error = Libc.Spawn(&started, text.Add(request.Command[0]), actions, attributes,
                    text.Add(request.Command), text.Add([.. request.Environment.Select(v => v.Key + "=" + v.Value)]));
            }

            pid = error == 0 ? started : 0;
            return error;
        }
        finally
        {
            Libc.SpawnActionsDestroy(actions);
            Libc.SpawnAttributesDestroy(attributes);
        }
    }

    private static delegate* unmanaged<void*, int, int> FindCloseFrom() =>
        NativeLibrary.TryLoad("libc.so.6", out var libc)
        && NativeLibrary.TryGetExport(libc, "posix_spawn_file_actions_addclosefrom_np", out var address)
            ? (delegate* unmanaged<void*, int, int>)address
            : null;

    /// <summary>Strings in the C library's form, for as long as one call takes.</summary>
    private sealed class NativeText : IDisposable
    {
        private readonly List<nint> _blocks = [];

        public byte* Add(string value)
        {
            var length = Encoding.UTF8.GetByteCount(value);
            var block = (byte*)NativeMemory.Alloc((nuint)length + 1);
            _blocks.Add((nint)block);
            Encoding.UTF8.GetBytes(value, new Span<byte>(block, length));
            block[length] = 0;
            return block;
        }

        public byte** Add(IReadOnlyList<string> values)
        {
            var block = (byte**)NativeMemory.Alloc((nuint)(values.Count + 1), (nuint)sizeof(byte*));
            _blocks.Add((nint)block);
            for (var i = 0; i < values.Count; i++)
            {
                block[i] = Add(values[i]);
            }

            block[values.Count] = null;
            return block;
        }

        public void Dispose() => _blocks.ForEach(b => NativeMemory.Free((void*)b));
    }
}
