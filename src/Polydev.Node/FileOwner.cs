using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Polydev.Node;

/// <summary>Who owns a file, which .NET does not tell.</summary>
internal static unsafe partial class FileOwner
{
    // The structure of statx(2) is the same on every architecture, unlike that of stat(2); only the call's number differs.
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const int BasicFields = 0x7ff;
    private const int StructureSize = 256;
    private const int OwnerOffset = 20;

    /// <summary>Our own user id.</summary>
    public static uint Self => EffectiveUser();

    /// <summary>The owner of a file or directory, of a link itself; null when it cannot be told.</summary>
    public static uint? Of(string path)
    {
        nint call = RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => 332, Architecture.Arm64 => 291, _ => -1 };
        if (call < 0)
        {
            return null;
        }

        var status = stackalloc byte[StructureSize];
        return Status(call, CurrentDirectory, path, NoFollow, BasicFields, status) == 0
            ? BinaryPrimitives.ReadUInt32LittleEndian(new ReadOnlySpan<byte>(status + OwnerOffset, sizeof(uint)))
            : null;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Status(nint number, nint directory, string path, nint flags, nint mask, byte* status);
}
