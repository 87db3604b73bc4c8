using System.Runtime.InteropServices;

namespace Polydev.Sockets;

/// <summary>The calls to the C library that .NET has no words for: epoll(7) for readers alone.</summary>
internal static unsafe partial class Libc
{
    public const int CloseOnExec = 0x80000;
    public const int Add = 1;
    public const int Modify = 3;
    public const uint Readable = 0x001;
    public const uint Writable = 0x004;
    public const uint Failed = 0x008;
    public const uint HungUp = 0x010;
    public const uint OtherEndEnded = 0x2000;
    public const uint OncePerChange = 0x8000_0000;

    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int EpollControl(int epoll, int operation, SafeHandle descriptor, byte* epollEvent);

    [LibraryImport(Library, EntryPoint = "epoll_wait")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int EpollWait(int epoll, byte* events, int maxEvents, int timeoutMs);
}
