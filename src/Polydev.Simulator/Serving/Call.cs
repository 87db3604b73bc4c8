using Polydev.Providers;

namespace Polydev.Simulator.Serving;

/// <summary>A call of a model, understood as far as a reply needs.</summary>
internal sealed record Call
{
    /// <summary>The wire it came over.</summary>
    public required string Wire { get; init; }

    /// <summary>The form of answer it asks for.</summary>
    public required ReplyForm Form { get; init; }

    /// <summary>The model asked for.</summary>
    public required string Model { get; init; }

    /// <summary>Whether a Chat Completions stream is to close with its usage.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>Tokens of the prompt, about.</summary>
    public long PromptTokens { get; init; }

    /// <summary>The caller's last words, where the reply repeats them.</summary>
    public string LastUserText { get; init; } = "";
}
