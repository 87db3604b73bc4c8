namespace Polydev.Cli.Client;

/// <summary>What an execution produced.</summary>
internal sealed record OutputView
{
    /// <summary>The answer.</summary>
    public string Text { get; set; } = "";

    /// <summary>The readable reasoning; null when there was none.</summary>
    public string? Reasoning { get; set; }
}
