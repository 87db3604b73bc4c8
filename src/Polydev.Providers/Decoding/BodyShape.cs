namespace Polydev.Providers.Decoding;

/// <summary>How the body of a 200 answer is framed.</summary>
internal enum BodyShape
{
    /// <summary>Server-sent events.</summary>
    Events,

    /// <summary>JSON.</summary>
    Json,

    /// <summary>Nothing a provider sends.</summary>
    Foreign,
}
