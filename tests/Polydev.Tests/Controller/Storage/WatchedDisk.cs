using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Polydev.Tests.Controller.Storage;

/// <summary>The disk under the databases of one directory: sees who waits for it, and lets it be slow. It stands between SQLite and its own file system layer.</summary>
/// <remarks>The layouts are SQLite's public ones: <see href="https://sqlite.org/c3ref/vfs.html"/>, <see href="https://sqlite.org/c3ref/io_methods.html"/>.</remarks>
internal sealed unsafe class WatchedDisk : IDisposable
{
    private const int VfsBytes = 168;
    private const int VfsName = 24;
    private const int VfsOpen = 40;
    private const int MethodsBytes = 152;
    private const int MethodsWrite = 24;
    private const int MethodsSync = 40;

    private static readonly Lock s_gate = new();
    private static readonly ConcurrentDictionary<string, WatchedDisk> s_disks = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<nint, OpenFile> s_files = new();
    private static readonly Dictionary<nint, nint> s_tables = [];
    private static nint s_inner;

    private WatchedDisk(string directory) => Directory = directory;

    /// <summary>The directory; removed at the end.</summary>
    public string Directory { get; }

    /// <summary>Who waited for the disk so far: the file's name and the callers.</summary>
    public ConcurrentQueue<(string File, string Callers)> Waits { get; } = new();

    /// <summary>Called when somebody is about to wait for the disk, with the file's name; waits as long as it does not return.</summary>
    public Action<string> OnWait { get; set; } = _ => { };

    /// <summary>Called with the name of a file that is about to be written; a SQLite result code other than 0 is what the disk says instead.</summary>
    public Func<string, int> OnWrite { get; set; } = _ => 0;

    /// <summary>Makes a directory and watches the files that are opened in it.</summary>
    public static WatchedDisk Create()
    {
        Install();
        var disk = new WatchedDisk(TestStorage.NewDirectory());
        s_disks[disk.Directory] = disk;
        return disk;
    }

    public void Dispose()
    {
        OnWait = _ => { };
        s_disks.TryRemove(Directory, out _);
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static void Install()
    {
        lock (s_gate)
        {
            if (s_inner != 0)
            {
                return;
            }

            SQLitePCL.Batteries_V2.Init();
            s_inner = Find(null);
            var vfs = (byte*)NativeMemory.AllocZeroed(VfsBytes);
            Unsafe.CopyBlock(vfs, (void*)s_inner, VfsBytes);
            *(nint*)(vfs + VfsName) = Marshal.StringToCoTaskMemUTF8("watched");
            *(nint*)(vfs + VfsOpen) = (nint)(delegate* unmanaged[Cdecl]<nint, byte*, nint, int, int*, int>)&Open;
            Assert.Equal(0, Register((nint)vfs, 1));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(nint vfs, byte* name, nint file, int flags, int* opened)
    {
        var open = (delegate* unmanaged[Cdecl]<nint, byte*, nint, int, int*, int>)(*(nint*)(s_inner + VfsOpen));
        var code = open(s_inner, name, file, flags, opened);
        var path = Marshal.PtrToStringUTF8((nint)name);
        if (code == 0 && path is not null && s_disks.TryGetValue(Path.GetDirectoryName(path)!, out var disk))
        {
            var methods = *(nint*)file;
            s_files[file] = new OpenFile(disk, Path.GetFileName(path), *(nint*)(methods + MethodsSync), *(nint*)(methods + MethodsWrite));
            *(nint*)file = Watched(methods);
        }

        return code;
    }

    private static nint Watched(nint methods)
    {
        lock (s_gate)
        {
            if (!s_tables.TryGetValue(methods, out var watched))
            {
                watched = (nint)NativeMemory.AllocZeroed(MethodsBytes);
                Unsafe.CopyBlock((void*)watched, (void*)methods, MethodsBytes);
                *(nint*)(watched + MethodsSync) = (nint)(delegate* unmanaged[Cdecl]<nint, int, int>)&Sync;
                *(nint*)(watched + MethodsWrite) = (nint)(delegate* unmanaged[Cdecl]<nint, byte*, int, long, int>)&Write;
                s_tables.Add(methods, watched);
            }

            return watched;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(nint file, int flags)
    {
        var (disk, name, sync, _) = s_files[file];
        disk.Waits.Enqueue((name, new StackTrace().ToString()));
        disk.OnWait(name);
        return ((delegate* unmanaged[Cdecl]<nint, int, int>)sync)(file, flags);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(nint file, byte* bytes, int count, long offset)
    {
        var (disk, name, _, write) = s_files[file];
        var code = disk.OnWrite(name);
        return code != 0 ? code : ((delegate* unmanaged[Cdecl]<nint, byte*, int, long, int>)write)(file, bytes, count, offset);
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find", CallingConvention = CallingConvention.Cdecl)]
    private static extern nint Find(byte* name);

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register", CallingConvention = CallingConvention.Cdecl)]
    private static extern int Register(nint vfs, int makeDefault);

    private sealed record OpenFile(WatchedDisk Disk, string Name, nint Sync, nint Write);
}
