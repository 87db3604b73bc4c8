namespace Polydev.Controller.Cluster.Health;

/// <summary>Something that is wrong with a cluster.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Severity">error: something does not work; warning: it will not, or not well.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Next">What to do.</param>
internal sealed record ClusterFinding(string Code, string Severity, string Message, string Next)
{
    /// <summary>Something does not work.</summary>
    public static ClusterFinding Error(string code, string message, string next) => new(code, "error", message, next);

    /// <summary>Something will not work, or not well.</summary>
    public static ClusterFinding Warning(string code, string message, string next) => new(code, "warning", message, next);
}
