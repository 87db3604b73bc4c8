using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;

namespace Polydev.Simulator.Serving;

/// <summary>The errors the simulated providers answer.</summary>
internal static class FaultErrors
{
    /// <summary>The error of a status fault.</summary>
    public static ExecutionError Of(SimulatedFault fault, string wire, string model)
    {
        var code = Code(fault);
        return new ExecutionError
        {
            Code = code,
            Message = Message(code, wire, model),
            // A spent account is another status with every provider; the dialect knows which.
            ProviderStatus = fault.Quota ? null : fault.Status,
            RetryAfterSeconds = fault.RetryAfterSeconds,
            Retryable = code is ErrorCodes.ProviderRateLimited or ErrorCodes.ProviderOverloaded or ErrorCodes.ProviderServerError,
        };
    }

    /// <summary>The error inside a 200 stream.</summary>
    public static ExecutionError InStream(string wire) => new()
    {
        Code = wire == WireNames.AnthropicMessages || wire == WireNames.Gemini ? ErrorCodes.ProviderOverloaded : ErrorCodes.ProviderServerError,
        Message = Message(wire == WireNames.Gemini || wire == WireNames.AnthropicMessages ? ErrorCodes.ProviderOverloaded : "", wire, ""),
        Retryable = true,
    };

    private static string Code(SimulatedFault fault) => fault.Status switch
    {
        400 => ErrorCodes.ProviderInvalidRequest,
        401 => ErrorCodes.ProviderAuth,
        403 => ErrorCodes.ProviderPermission,
        404 => ErrorCodes.ProviderNotFound,
        413 => ErrorCodes.ProviderTooLarge,
        429 => fault.Quota ? ErrorCodes.ProviderQuota : ErrorCodes.ProviderRateLimited,
        503 or 529 => ErrorCodes.ProviderOverloaded,
        504 => ErrorCodes.ProviderTimeout,
        _ => ErrorCodes.ProviderServerError,
    };

    private static string Message(string code, string wire, string model) => (code, wire) switch
    {
        (ErrorCodes.ProviderAuth, WireNames.AnthropicMessages) => "invalid x-api-key",
        (ErrorCodes.ProviderAuth, WireNames.Gemini) => "API key not valid. Please pass a valid API key.",
        (ErrorCodes.ProviderAuth, _) => "Incorrect API key provided: sk-abc***xyz.",
        (ErrorCodes.ProviderPermission, _) => "Your API key does not have permission to use the specified resource.",
        (ErrorCodes.ProviderNotFound, _) => $"The model '{model}' does not exist or you do not have access to it.",
        (ErrorCodes.ProviderTooLarge, _) => "Request exceeds the maximum allowed number of bytes.",
        (ErrorCodes.ProviderQuota, WireNames.AnthropicMessages) => "Your credit balance is too low to access the Anthropic API.",
        (ErrorCodes.ProviderQuota, _) => "You exceeded your current quota, please check your plan and billing details.",
        (ErrorCodes.ProviderRateLimited, _) => "Rate limit reached: too many requests per minute. Please try again later.",
        (ErrorCodes.ProviderOverloaded, WireNames.AnthropicMessages) => "Overloaded",
        (ErrorCodes.ProviderOverloaded, _) => "The model is overloaded. Please try again later.",
        (ErrorCodes.ProviderTimeout, _) => "The request took too long to process.",
        (ErrorCodes.ProviderInvalidRequest, _) => "The request is not valid.",
        _ => "The server had an error while processing your request. Sorry about that!",
    };
}
