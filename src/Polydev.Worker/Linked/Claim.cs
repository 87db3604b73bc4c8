namespace Polydev.Worker.Linked;

/// <summary>Whose the worker is.</summary>
internal sealed record Claim(string Tenant, string EgressToken);
