namespace Polydev.Worker;

/// <summary>The version the worker tells the controller and the command line.</summary>
internal static class WorkerVersion
{
    /// <summary>Major, minor and patch.</summary>
    public static string Current { get; } = typeof(WorkerVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
