namespace Polydev.Cli.Surroundings;

/// <summary>Finds the worker's program: named by the operator, beside the command line, or where the build puts it.</summary>
internal static class WorkerBinary
{
    /// <summary>Environment variable that names it.</summary>
    public const string Variable = "POLYDEV_WORKER";

    private const string Name = "polydev-worker";

    /// <summary>Its path; null when it is not built.</summary>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return File.Exists(named) ? Path.GetFullPath(named) : null;
        }

        string?[] places =
        [
            Path.Combine(AppContext.BaseDirectory, "worker", Name),
            DataLocation.Repository() is { } root ? Path.Combine(root, "artifacts", "worker", Name) : null,
            Path.Combine(AppContext.BaseDirectory, Name),
        ];
        return places.FirstOrDefault(File.Exists);
    }
}
