namespace Polydev.Controller.Executions;

/// <summary>A tool call of the answer, whole.</summary>
internal sealed record ToolCall
{
    /// <summary>Id to quote in the result; null where the provider gives none.</summary>
    public string? Id { get; init; }

    /// <summary>Name of the function.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>JSON text of the arguments; cut where the answer was cut.</summary>
    public string Arguments { get; init => field = value ?? ""; } = "";

    /// <summary>Proof to be returned with the call.</summary>
    public string? Signature { get; init; }
}
