using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Polydev.Controller.Storage.Sqlite;

/// <summary>A layer between SQLite and its file system under which a transaction goes to the write-ahead log in one write, by <see cref="FrameGatherer"/>.</summary>
/// <remarks>
/// Only for a connection that does not sync its commits and never spills its cache. Other files than the log pass untouched.
/// The layouts are SQLite's public ones: <see href="https://sqlite.org/c3ref/vfs.html"/>, <see href="https://sqlite.org/c3ref/io_methods.html"/>.
/// </remarks>
internal static unsafe partial class GatheringLog
{
    /// <summary>Its name, for a connection string.</summary>
    public const string Name = "polydev-gathering";

    private const int VfsBytes = 168;
    private const int VfsFileBytes = 4;
    private const int VfsName = 24;
    private const int VfsOpen = 40;
    private const int MethodsBytes = 152;
    private const int MethodsClose = 8;
    private const int MethodsRead = 16;
    private const int MethodsWrite = 24;
    private const int MethodsTruncate = 32;
    private const int MethodsSync = 40;

    /// <summary>SQLITE_OPEN_WAL.</summary>
    private const int OpensLog = 0x80000;

    /// <summary>SQLITE_NOMEM.</summary>
    private const int NoMemory = 7;

    private static readonly Lock s_gate = new();
    private static readonly Dictionary<nint, nint> s_tables = [];

    /// <summary>Bytes of a file of the layer below; 0 until this one is known to SQLite.</summary>
    private static int s_belowBytes;

    /// <summary>Makes it known to SQLite, once.</summary>
    /// <exception cref="InvalidOperationException">SQLite has no file system or does not take it.</exception>
    public static void Register()
    {
        lock (s_gate)
        {
            if (s_belowBytes != 0)
            {
                return;
            }

            SQLitePCL.Batteries_V2.Init();
            var below = Find(null);
            if (below == 0)
            {
                throw new InvalidOperationException("SQLite has no file system.");
            }

            var fileBytes = (*(int*)(below + VfsFileBytes) + 7) & ~7;
            var vfs = (byte*)NativeMemory.AllocZeroed(VfsBytes);
            Unsafe.CopyBlock(vfs, (void*)below, VfsBytes);
            *(int*)(vfs + VfsFileBytes) = fileBytes + sizeof(FrameGatherer);
            *(nint*)(vfs + VfsName) = Marshal.StringToCoTaskMemUTF8(Name);
            *(nint*)(vfs + VfsOpen) = (nint)(delegate* unmanaged[Cdecl]<nint, byte*, nint, int, int*, int>)&Open;
            var code = RegisterVfs((nint)vfs, 0);
            if (code != 0)
            {
                throw new InvalidOperationException($"SQLite does not take a file system of ours: {code}.");
            }

            s_belowBytes = fileBytes;
        }
    }

    /// <summary>Opens a file of the layer that is SQLite's default now, which may itself stand before the one that was when this was registered.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(nint vfs, byte* name, nint file, int flags, int* opened)
    {
        var layer = Find(null);
        var code = ((delegate* unmanaged[Cdecl]<nint, byte*, nint, int, int*, int>)At(layer, VfsOpen))(layer, name, file, flags, opened);
        if (code != 0 || (flags & OpensLog) == 0)
        {
            return code;
        }

        var below = *(nint*)file;
        try
        {
            var table = TableOf(below);
            FramesOf(file)->Open(file, At(below, MethodsWrite));
            *(nint*)file = table;
            return 0;
        }
        catch (OutOfMemoryException)
        {
            ((delegate* unmanaged[Cdecl]<nint, int>)At(below, MethodsClose))(file);
            *(nint*)file = 0;
            return NoMemory;
        }
    }

    /// <summary>Our methods for a file whose own are these. They are followed by where the own ones are.</summary>
    private static nint TableOf(nint below)
    {
        lock (s_gate)
        {
            if (!s_tables.TryGetValue(below, out var table))
            {
                table = (nint)NativeMemory.AllocZeroed((nuint)(MethodsBytes + sizeof(nint)));
                Unsafe.CopyBlock((void*)table, (void*)below, MethodsBytes);
                *(nint*)(table + MethodsClose) = (nint)(delegate* unmanaged[Cdecl]<nint, int>)&Close;
                *(nint*)(table + MethodsRead) = (nint)(delegate* unmanaged[Cdecl]<nint, byte*, int, long, int>)&Read;
                *(nint*)(table + MethodsWrite) = (nint)(delegate* unmanaged[Cdecl]<nint, byte*, int, long, int>)&Write;
                *(nint*)(table + MethodsTruncate) = (nint)(delegate* unmanaged[Cdecl]<nint, long, int>)&Truncate;
                *(nint*)(table + MethodsSync) = (nint)(delegate* unmanaged[Cdecl]<nint, int, int>)&Sync;
                *(nint*)(table + MethodsBytes) = below;
                s_tables.Add(below, table);
            }

            return table;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(nint file)
    {
        FramesOf(file)->Close();
        return ((delegate* unmanaged[Cdecl]<nint, int>)Below(file, MethodsClose))(file);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(nint file, byte* bytes, int count, long offset)
    {
        var code = FramesOf(file)->Other();
        return code != 0 ? code : ((delegate* unmanaged[Cdecl]<nint, byte*, int, long, int>)Below(file, MethodsRead))(file, bytes, count, offset);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(nint file, byte* bytes, int count, long offset) => FramesOf(file)->Write(bytes, count, offset);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(nint file, long length)
    {
        var code = FramesOf(file)->Other();
        return code != 0 ? code : ((delegate* unmanaged[Cdecl]<nint, long, int>)Below(file, MethodsTruncate))(file, length);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(nint file, int flags)
    {
        var code = FramesOf(file)->Other();
        return code != 0 ? code : ((delegate* unmanaged[Cdecl]<nint, int, int>)Below(file, MethodsSync))(file, flags);
    }

    private static FrameGatherer* FramesOf(nint file) => (FrameGatherer*)(file + s_belowBytes);

    private static nint Below(nint file, int method) => At(At(*(nint*)file, MethodsBytes), method);

    private static nint At(nint table, int offset) => *(nint*)(table + offset);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static partial nint Find(byte* name);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static partial int RegisterVfs(nint vfs, int makeDefault);
}
