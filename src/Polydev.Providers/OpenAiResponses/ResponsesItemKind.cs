namespace Polydev.Providers.OpenAiResponses;

/// <summary>The kinds of output item this encoder makes.</summary>
internal enum ResponsesItemKind
{
    /// <summary>Reasoning: a summary and encrypted content.</summary>
    Reasoning,

    /// <summary>Answer text.</summary>
    Message,

    /// <summary>A call of a function.</summary>
    FunctionCall,

    /// <summary>An image.</summary>
    Image,
}
