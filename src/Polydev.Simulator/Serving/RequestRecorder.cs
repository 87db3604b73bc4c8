using System.Buffers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Polydev.Simulator.Serving;

/// <summary>Remembers requests without their secrets.</summary>
internal sealed class RequestRecorder(SimulatorCounters counters, TimeProvider time)
{
    /// <summary>Remembers one request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="body">Its body.</param>
    /// <param name="keyHash">The hash of its key; null without one.</param>
    public void Record(HttpContext context, in ReadOnlySequence<byte> body, string? keyHash)
    {
        var request = context.Request;
        counters.Remember(new RecordedRequest
        {
            Number = counters.NextNumber(),
            At = time.GetUtcNow(),
            Method = request.Method,
            Path = request.Path + Query(request, keyHash),
            Protocol = request.Protocol,
            Connection = context.Connection.Id,
            Headers = Headers(request, keyHash),
            BodyBytes = body.Length,
            BodySha256 = Hash(body),
        });
    }

    private static string Query(HttpRequest request, string? keyHash) =>
        request.QueryString.Value is { Length: > 0 } query
            ? query.Contains("key=", StringComparison.OrdinalIgnoreCase) ? $"?key=sha256:{keyHash}" : query
            : "";

    private static Dictionary<string, string> Headers(HttpRequest request, string? keyHash)
    {
        var headers = new Dictionary<string, string>(request.Headers.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in request.Headers)
        {
            headers[name.ToLowerInvariant()] = IsSecret(name) ? $"sha256:{keyHash ?? SimulatorCounters.HashKey(value.ToString())}" : value.ToString();
        }

        return headers;
    }

    private static bool IsSecret(string name) =>
        name.Equals("authorization", StringComparison.OrdinalIgnoreCase)
        || name.Equals("x-api-key", StringComparison.OrdinalIgnoreCase)
        || name.Equals("x-goog-api-key", StringComparison.OrdinalIgnoreCase)
        || name.Equals("proxy-authorization", StringComparison.OrdinalIgnoreCase)
        || name.Equals("cookie", StringComparison.OrdinalIgnoreCase);

    private static string Hash(in ReadOnlySequence<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (body.IsSingleSegment)
        {
            SHA256.HashData(body.FirstSpan, hash);
        }
        else
        {
            using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var segment in body)
            {
                sha.AppendData(segment.Span);
            }

            sha.GetHashAndReset(hash);
        }

        return Convert.ToHexStringLower(hash);
    }
}
