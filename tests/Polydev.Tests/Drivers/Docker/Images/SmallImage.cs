using System.Text;
using Polydev.Drivers.Docker;
using Polydev.Drivers.Docker.Images;

namespace Polydev.Tests.Drivers.Docker.Images;

/// <summary>An image like ours with a few bytes for each file, to be spoilt by tests.</summary>
internal static class SmallImage
{
    public static readonly RuntimeSource Source = new(RuntimeImage.OwnVersion, new string('a', 40), DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));

    public static readonly IReadOnlyDictionary<string, MachinePackage> Packages = new Dictionary<string, MachinePackage>(StringComparer.Ordinal)
    {
        ["/lib/libc.so.6"] = new("libc6", "2.36-9+deb12u14", "amd64", "glibc"),
    };

    /// <summary>The files that its bill names.</summary>
    public static List<ImageEntry> Files { get; } =
    [
        new(RuntimeImage.Worker, ImageEntry.Executable, "worker"u8.ToArray(), "/somewhere/polydev-worker"),
        new("/lib/libc.so.6", ImageEntry.Readable, "libc"u8.ToArray(), "/lib/libc.so.6"),
    ];

    /// <summary>Everything in it.</summary>
    public static List<ImageEntry> Entries =>
        [.. Files, ImageEntry.Directory(RuntimeImage.Home), new(RuntimeImage.BillOfMaterials, ImageEntry.Readable, BillOfMaterials.Write(Source, "10.0.12", Files, Packages))];

    public static ImageEntry File(string path, int mode = ImageEntry.Readable, string content = "x") => new(path, mode, Encoding.UTF8.GetBytes(content));

    public static Task<SavedImage> SaveAsync(IReadOnlyCollection<ImageEntry> entries, ImageSpec? spec = null)
    {
        var archive = ImageArchive.Create(spec ?? ImageSpec.OfRuntime(Source), entries);
        return SavedImage.ReadAsync(archive.Id, new MemoryStream(archive.Bytes.ToArray()), TestContext.Current.CancellationToken);
    }
}
