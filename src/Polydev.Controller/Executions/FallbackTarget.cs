namespace Polydev.Controller.Executions;

/// <summary>Another provider and model to try.</summary>
internal sealed record FallbackTarget
{
    /// <summary><c>openai</c>, <c>anthropic</c> or <c>google</c>.</summary>
    public string Provider { get; init => field = value ?? ""; } = "";

    /// <summary>The provider's name of the model.</summary>
    public string Model { get; init => field = value ?? ""; } = "";
}
