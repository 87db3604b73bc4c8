using System.Formats.Tar;

namespace Polydev.Drivers.Docker.Images;

/// <summary>One entry of a layer.</summary>
/// <param name="Path">Where it is, absolute.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Its permissions, with the bits of setuid, setgid and sticky.</param>
/// <param name="Owner">Number of its user.</param>
/// <param name="Group">Number of its group.</param>
/// <param name="Content">Its bytes; none for what is no file.</param>
public sealed record SavedEntry(string Path, TarEntryType Kind, int Mode, int Owner, int Group, ReadOnlyMemory<byte> Content)
{
    /// <summary>Whether it is a plain file.</summary>
    public bool IsFile => Kind is TarEntryType.RegularFile or TarEntryType.V7RegularFile;

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => Kind is TarEntryType.Directory;
}
