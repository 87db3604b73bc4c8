using System.Buffers;
using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;
using Polydev.Providers;

namespace Polydev.Simulator.Serving;

/// <summary>Understands a call, or says what the provider would find wrong with it.</summary>
internal static class CallReader
{
    /// <summary>Reads a call.</summary>
    /// <param name="route">What the path asks for.</param>
    /// <param name="body">The body.</param>
    /// <param name="call">The call; meaningless when there is an error.</param>
    /// <returns>What is wrong; null when all is well.</returns>
    public static ExecutionError? Read(in Route route, in ReadOnlySequence<byte> body, out Call call)
    {
        var read = CallBody.Read(body);
        call = new Call
        {
            Wire = route.Wire,
            Model = route.Model ?? read.Model ?? "",
            Form = route.Form ?? (read.Stream ? ReplyForm.Stream : ReplyForm.Body),
            IncludeUsage = read.IncludeUsage,
            PromptTokens = Math.Max(1, read.TextLength / 4),
        };
        return Problem(route.Wire, call, read) is { } problem
            ? new ExecutionError { Code = ErrorCodes.ProviderInvalidRequest, Message = problem, ProviderStatus = 400 }
            : null;
    }

    private static string? Problem(string wire, Call call, in CallBody read)
    {
        if (read.Problem is { } problem)
        {
            return wire == WireNames.Gemini ? $"Invalid JSON payload received. {problem}" : $"We could not parse the JSON body of your request: {problem}";
        }

        if (call.Model.Length == 0)
        {
            return wire == WireNames.AnthropicMessages ? "model: Field required" : "you must provide a model parameter";
        }

        return (wire, read) switch
        {
            (WireNames.AnthropicMessages, { HasMaxTokens: false }) => "max_tokens: Field required",
            (_, { HasTurns: true }) => null,
            (WireNames.AnthropicMessages, _) => "messages: at least one message is required",
            (WireNames.Gemini, _) => "* GenerateContentRequest.contents: contents is not specified",
            (WireNames.OpenAiResponses, _) => "Missing required parameter: 'input'.",
            _ => "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
        };
    }
}
