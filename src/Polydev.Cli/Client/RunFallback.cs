namespace Polydev.Cli.Client;

/// <summary>Another provider and model to try.</summary>
internal sealed record RunFallback(string Provider, string Model);
