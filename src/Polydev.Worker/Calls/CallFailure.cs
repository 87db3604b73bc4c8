using System.Net.Sockets;
using System.Security.Authentication;
using Polydev.Protocol.Events;

namespace Polydev.Worker.Calls;

/// <summary>Says in words that can be acted on why a call to a provider broke.</summary>
/// <remarks>The runtime's own messages are stripped from the native build, so the words are made here from kinds and codes.</remarks>
internal static class CallFailure
{
    /// <summary>The connection never came about, or broke before the answer's head.</summary>
    public static ExecutionError BeforeAnswer(Uri uri, Exception e)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
        {
            if (inner is EgressException egress)
            {
                return egress.Error;
            }

            if (inner is AuthenticationException)
            {
                return new()
                {
                    Code = ErrorCodes.ProviderUnreachable,
                    Message = $"TLS with {uri.Host} failed: its certificate is not trusted for that name. "
                        + "If a private authority signed it, add that to the file SSL_CERT_FILE names.",
                };
            }
        }

        return new()
        {
            Code = ErrorCodes.ProviderUnreachable,
            Message = $"No answer from {uri.Host}:{uri.Port}: {Reason(e)}.",
            Retryable = true,
        };
    }

    /// <summary>The connection broke inside the answer's body.</summary>
    public static ExecutionError InBody(Uri uri, Exception e, bool emitted) => new()
    {
        Code = emitted ? ErrorCodes.ProviderTruncated : ErrorCodes.ProviderUnreachable,
        Message = $"The connection to {uri.Host} broke before the answer was complete: {Reason(e)}.",
        Retryable = !emitted,
    };

    /// <summary>The execution's deadline passed.</summary>
    public static ExecutionError TimedOut(long deadlineMs) => new()
    {
        Code = ErrorCodes.TimedOut,
        Message = $"The execution's deadline passed {deadlineMs} ms after the worker got it. Raise timeout_seconds if the model needs longer.",
    };

    /// <summary>A fault of ours.</summary>
    public static ExecutionError Ours(string message) => new() { Code = ErrorCodes.WorkerFailed, Message = message };

    private static string Reason(Exception e)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case SocketException socket:
                    return socket.SocketErrorCode switch
                    {
                        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "the name does not resolve",
                        SocketError.ConnectionRefused => "the connection was refused",
                        SocketError.ConnectionReset or SocketError.Shutdown => "the connection was reset",
                        var code => code.ToString(),
                    };
                case TimeoutException or OperationCanceledException:
                    return "the connection took too long";
                case HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }:
                    return "the connection was closed";
                case HttpIOException { HttpRequestError: var error }:
                    return $"the answer is not valid HTTP ({error})";
            }
        }

        return e is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var kind } ? kind.ToString() : "the connection broke";
    }
}
