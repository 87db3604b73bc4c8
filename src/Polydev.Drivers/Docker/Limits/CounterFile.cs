using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Polydev.Drivers.Docker.Limits;

/// <summary>A file of counts that is read again and again: kept open, as opening costs more than reading.</summary>
internal sealed class CounterFile : IDisposable
{
    private const int Room = 512;

    private readonly SafeFileHandle _file;

    private CounterFile(SafeFileHandle file) => _file = file;

    /// <summary>Opens one; null when it is not there.</summary>
    public static CounterFile? TryOpen(string? path)
    {
        try
        {
            return path is null ? null : new CounterFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What it says; empty when it is gone, as with the last process of its cgroup.</summary>
    public string Read()
    {
        Span<byte> text = stackalloc byte[Room];
        try
        {
            return Encoding.ASCII.GetString(text[..RandomAccess.Read(_file, text, 0)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            return "";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
