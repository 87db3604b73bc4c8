namespace Polydev.Cli.Surroundings;

/// <summary>How this program is started once more, for what has to run in a process of its own.</summary>
internal static class OwnProgram
{
    /// <summary>Program and first arguments: the executable itself, or <c>dotnet</c> and our assembly.</summary>
    public static IReadOnlyList<string> Command => Path.GetFileNameWithoutExtension(Environment.ProcessPath) switch
    {
        "polydev" => [Environment.ProcessPath!],
        "dotnet" => [Environment.ProcessPath!, typeof(OwnProgram).Assembly.Location],
        _ => ["dotnet", typeof(OwnProgram).Assembly.Location],
    };
}
