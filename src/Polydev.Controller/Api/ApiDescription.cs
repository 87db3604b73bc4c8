using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Polydev.Controller.Api;

/// <summary>The OpenAPI description of the API, with examples that work as they stand.</summary>
internal static class ApiDescription
{
    private const string ExecutionExample =
        """{"provider":"openai","model":"gpt-4.1-mini","prompt":"Say hello in one word.","max_tokens":50,"fallbacks":[{"provider":"anthropic","model":"claude-haiku-4-5"}]}""";

    private const string JobExample = """{"template":"runtime-container","parameters":{"memory_mb":256}}""";

    /// <summary>Adds it.</summary>
    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.ConfigureHttpJsonOptions(Name).AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Polydev",
                Version = "v1",
                Description = "Runs provider requests in each tenant's own pre-warmed worker. Errors are RFC 9457 problem details with a stable code.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                ["key"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key, pd_…" },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("key", document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (ExampleOf(operation.OperationId) is { } example && operation.RequestBody?.Content is { } content)
            {
                foreach (var media in content.Values)
                {
                    media.Example = JsonNode.Parse(example);
                }
            }

            return Task.CompletedTask;
        });
    });

    /// <summary>The description takes the names of fields from here; what the routes read and write has contexts of its own, which say the same.</summary>
    private static void Name(JsonOptions json) => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;

    private static string? ExampleOf(string? operation) => operation switch
    {
        "createExecution" => ExecutionExample,
        "submitJob" or "planJob" => JobExample,
        _ => null,
    };
}
