namespace Polydev.Controller.Cluster.Checks;

/// <summary>A step of the check.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Limit">How long it may take.</param>
/// <param name="RunAsync">Makes it.</param>
/// <param name="Needs">Names of the steps that must have passed.</param>
internal sealed record CheckStep(string Name, TimeSpan Limit, Func<CancellationToken, Task<Finding>> RunAsync, params string[] Needs);
