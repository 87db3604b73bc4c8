namespace Polydev.Providers;

/// <summary>What an answer says about itself before its first word.</summary>
public sealed record ReplyHead
{
    /// <summary>Id of the answer without the wire's prefix: letters and digits.</summary>
    public required string Id { get; init; }

    /// <summary>The model the answer names.</summary>
    public required string Model { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Tokens of the prompt where they are known before the end: some wires announce them first.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Whether a Chat Completions stream closes with its usage (<c>stream_options.include_usage</c>); the other wires always tell it.</summary>
    public bool IncludeUsage { get; init; }
}
