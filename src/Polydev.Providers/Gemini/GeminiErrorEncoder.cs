using System.Globalization;
using System.Text.Json;
using Polydev.Protocol.Events;

namespace Polydev.Providers.Gemini;

/// <summary>Errors in Gemini's dialect: everything is in the body, a bad key is a 400.</summary>
internal static class GeminiErrorEncoder
{
    /// <summary>Encodes an error answered instead of a response.</summary>
    public static EncodedError Encode(ExecutionError error) => new(Status(error), [], Body(error));

    /// <summary>The body, which is also the data of a frame in a stream.</summary>
    public static byte[] Body(ExecutionError error) => ProviderErrors.Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteNumber("code"u8, Status(error));
        json.WriteString("message"u8, error.Message);
        json.WriteString("status"u8, StatusName(error.Code));
        WriteDetails(json, error);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static int Status(ExecutionError error) => error.Code == ErrorCodes.ProviderAuth ? 400 : ProviderErrors.Status(error);

    private static string StatusName(string code) => code switch
    {
        ErrorCodes.ProviderAuth or ErrorCodes.ProviderInvalidRequest or ErrorCodes.ProviderTooLarge => "INVALID_ARGUMENT",
        ErrorCodes.ProviderPermission or ErrorCodes.EgressDenied => "PERMISSION_DENIED",
        ErrorCodes.ProviderNotFound => "NOT_FOUND",
        ErrorCodes.ProviderRateLimited or ErrorCodes.ProviderQuota => "RESOURCE_EXHAUSTED",
        ErrorCodes.ProviderOverloaded or ErrorCodes.NoWorker => "UNAVAILABLE",
        ErrorCodes.ProviderTimeout or ErrorCodes.TimedOut => "DEADLINE_EXCEEDED",
        ErrorCodes.Cancelled => "CANCELLED",
        _ => "INTERNAL",
    };

    private static void WriteDetails(Utf8JsonWriter json, ExecutionError error)
    {
        if (error is { Code: not (ErrorCodes.ProviderAuth or ErrorCodes.ProviderQuota), RetryAfterSeconds: null })
        {
            return;
        }

        json.WriteStartArray("details"u8);
        if (error.Code == ErrorCodes.ProviderAuth)
        {
            OpenDetail(json, "ErrorInfo");
            json.WriteString("reason"u8, "API_KEY_INVALID"u8);
            json.WriteString("domain"u8, "googleapis.com"u8);
            json.WriteEndObject();
        }
        else if (error.Code == ErrorCodes.ProviderQuota)
        {
            // Google has one status for both kinds of limit: only the name of the quota says that it does not pass soon.
            OpenDetail(json, "QuotaFailure");
            json.WriteStartArray("violations"u8);
            json.WriteStartObject();
            json.WriteString("quotaMetric"u8, "generativelanguage.googleapis.com/generate_content_free_tier_requests"u8);
            json.WriteString("quotaId"u8, "GenerateRequestsPerDayPerProjectPerModel-FreeTier"u8);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (error.RetryAfterSeconds is { } seconds)
        {
            OpenDetail(json, "RetryInfo");
            json.WriteString("retryDelay"u8, seconds.ToString("0.###", CultureInfo.InvariantCulture) + "s");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void OpenDetail(Utf8JsonWriter json, string type)
    {
        json.WriteStartObject();
        json.WriteString("@type"u8, "type.googleapis.com/google.rpc." + type);
    }
}
