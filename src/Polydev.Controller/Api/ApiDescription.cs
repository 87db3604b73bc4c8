using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Polydev.Controller.Api;

/// <summary>The OpenAPI description of the API, with examples that work as they stand.</summary>
internal static class ApiDescription
{
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
        options.AddOperationTransformer(ApiOperations.CompleteAsync);
    });

    /// <summary>The description takes the names of fields from here; what the routes read and write has contexts of its own, which say the same.</summary>
    private static void Name(JsonOptions json)
    {
        json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
    }
}
