using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Polydev.SystemTests.Hosts;

/// <summary>The calls to the kernel that make a host's network: enter its namespace, open a tap in it, move frames.</summary>
internal static class Kernel
{
    private const int NetworkNamespace = 0x40000000;
    private const int ReadOnly = 0x80000;
    private const int ReadWriteNonBlocking = 0x80802;
    private const int SetInterface = 0x400454ca;
    private const short TapWithoutHeader = 0x1002;
    private const int RequestBytes = 40;
    private const int FlagsOffset = 16;
    private const int CloseOnExec = 0x80000;
    private const short Readable = 1;
    private const int ContinueSignal = 18;

    /// <summary>Opens a network interface whose frames we read and write, in the network namespace of a process.</summary>
    /// <returns>Its descriptor; the interface goes when that is closed.</returns>
    public static Task<int> OpenTapAsync(int process, string name) => WithinAsync(process, () =>
    {
        var tap = Checked(open("/dev/net/tun", ReadWriteNonBlocking), "open /dev/net/tun");
        var request = new byte[RequestBytes];
        Encoding.ASCII.GetBytes(name, request);
        BitConverter.TryWriteBytes(request.AsSpan(FlagsOffset), TapWithoutHeader);
        Checked(ioctl(tap, SetInterface, request), "make a tap");
        return tap;
    });

    /// <summary>Makes a TCP socket in the network namespace of a process: it stays there, whoever uses it.</summary>
    public static Task<Socket> OpenSocketAsync(int process) => WithinAsync(process, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });

    /// <summary>A descriptor that gets readable when something is written to it.</summary>
    public static int OpenEvent() => Checked(eventfd(0, CloseOnExec), "eventfd");

    /// <summary>Makes an event readable, for good.</summary>
    public static void Raise(int descriptor) => _ = write(descriptor, BitConverter.GetBytes(1L), sizeof(long));

    /// <summary>Waits until a tap has a frame; false when the event came first.</summary>
    public static bool WaitForFrame(int tap, int raised)
    {
        var polled = new[] { new Polled { Descriptor = tap, Wanted = Readable }, new Polled { Descriptor = raised, Wanted = Readable } };
        _ = poll(polled, 2, -1);
        return polled[1].Seen == 0;
    }

    /// <summary>Reads one frame; 0 or less when there is none.</summary>
    public static int Read(int tap, byte[] frame) => (int)read(tap, frame, frame.Length);

    /// <summary>Writes one frame; one that the interface has no room for is lost, as on any wire.</summary>
    public static void Write(int tap, byte[] frame, int length) => _ = write(tap, frame, length);

    /// <summary>Closes a descriptor.</summary>
    public static void Close(int descriptor) => _ = close(descriptor);

    /// <summary>Lets a stopped process go on.</summary>
    public static void Continue(int process) => _ = kill(process, ContinueSignal);

    /// <summary>Does something on a thread of its own, which alone goes into another namespace and then ends.</summary>
    private static Task<T> WithinAsync<T>(int process, Func<T> act)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                var handle = Checked(open($"/proc/{process}/ns/net", ReadOnly), "open the namespace");
                Checked(setns(handle, NetworkNamespace), "enter the namespace");
                Close(handle);
                done.SetResult(act());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return done.Task;
    }

    private static int Checked(int result, string what) => result >= 0 ? result : throw new IOException($"cannot {what}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [DllImport("libc", SetLastError = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int setns(int descriptor, int kind);

    [DllImport("libc", SetLastError = true)]
    private static extern int ioctl(int descriptor, nuint request, byte[] argument);

    [DllImport("libc", SetLastError = true)]
    private static extern int eventfd(uint initial, int flags);

    [DllImport("libc")]
    private static extern int poll([In, Out] Polled[] polled, nuint count, int milliseconds);

    [DllImport("libc")]
    private static extern nint read(int descriptor, byte[] buffer, nint count);

    [DllImport("libc")]
    private static extern nint write(int descriptor, byte[] buffer, nint count);

    [DllImport("libc")]
    private static extern int close(int descriptor);

    [DllImport("libc")]
    private static extern int kill(int process, int signal);

    [StructLayout(LayoutKind.Sequential)]
    private struct Polled
    {
        public int Descriptor;
        public short Wanted;
        public short Seen;
    }
}
