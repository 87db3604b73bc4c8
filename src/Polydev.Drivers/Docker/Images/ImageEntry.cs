namespace Polydev.Drivers.Docker.Images;

/// <summary>One file or directory of an image.</summary>
/// <param name="Path">Where it is in the image, absolute, with <c>/</c>.</param>
/// <param name="Mode">Its permissions, for example <c>0755</c> octal.</param>
/// <param name="Content">Its bytes; null for a directory.</param>
/// <param name="Source">The file of the building machine that it is a copy of; null for one that was made here.</param>
public sealed record ImageEntry(string Path, int Mode, ReadOnlyMemory<byte>? Content, string? Source = null)
{
    /// <summary>Permissions of a program or directory.</summary>
    public const int Executable = 0x1ED;

    /// <summary>Permissions of a file that is only read.</summary>
    public const int Readable = 0x1A4;

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => Content is null;

    /// <summary>A directory.</summary>
    public static ImageEntry Directory(string path) => new(path, Executable, null);

    /// <summary>A copy of a file of this machine.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ImageEntry Copy(string path, int mode, string source) => new(path, mode, File.ReadAllBytes(source), source);
}
