namespace Polydev.Protocol.Calls;

/// <summary>The names of the provider wires, as they stand in requests and logs.</summary>
public static class WireNames
{
    /// <summary>OpenAI Chat Completions, <c>POST /v1/chat/completions</c>.</summary>
    public const string OpenAiChat = "openai-chat";

    /// <summary>OpenAI Responses, <c>POST /v1/responses</c>.</summary>
    public const string OpenAiResponses = "openai-responses";

    /// <summary>Anthropic Messages, <c>POST /v1/messages</c>.</summary>
    public const string AnthropicMessages = "anthropic-messages";

    /// <summary>Google Gemini, <c>POST /v1beta/models/{model}:streamGenerateContent</c>.</summary>
    public const string Gemini = "gemini";
}
