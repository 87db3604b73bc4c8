namespace Polydev.Tests.Cli.Support;

/// <summary>A directory of a test's own, gone when the test is over.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("polydev-test-");

    /// <summary>Its path.</summary>
    public string Path => _directory.FullName;

    /// <summary>Writes a file into it and returns its path.</summary>
    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Delete(recursive: true);
}
